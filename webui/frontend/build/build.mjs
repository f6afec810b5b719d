// Builds everything into a folder: `node build/build.mjs` writes the committed bundles.
import { build } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { COPIES, ROOT, installed, options } from './bundles.mjs';
import { licenceSummary, licenceTexts, packagesOf } from './licenses.mjs';

export const DIST = path.join(ROOT, '../static/dist');
export const NOTICES = path.join(ROOT, '../../THIRD_PARTY_LICENSES.md');

/** Builds the bundles, copies and licence texts into `dist`, and the summary into `notices`. */
export async function buildInto(dist, notices) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const { metafile } = await build(options(dist));
  for (const [name, source] of Object.entries(COPIES)) await copy(installed(source), path.join(dist, name));
  const packages = await packagesOf([...Object.keys(metafile.inputs), ...Object.values(COPIES).map((file) => `node_modules/${file}`)]);
  await writeFile(path.join(dist, 'licenses.txt'), licenceTexts(packages));
  await writeFile(notices, licenceSummary(packages));
}

/** Copies a file; a reference to a source map that is not shipped would only make the browser ask for it. */
async function copy(source, target) {
  const text = await readFile(source, 'utf8');
  await writeFile(target, text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*?(\*\/)?\s*$/, '\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildInto(DIST, NOTICES);
