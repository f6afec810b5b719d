// Builds into a temporary folder and compares with what is committed; exits 1 and names the files that differ.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { DIST, NOTICES, buildInto } from './build.mjs';

const folder = await mkdtemp(path.join(os.tmpdir(), 'kefuflow-dist-'));
const fresh = { dist: path.join(folder, 'dist'), notices: path.join(folder, 'notices.md') };
await buildInto(fresh.dist, fresh.notices);

const names = [...new Set([...(await readdir(DIST)), ...(await readdir(fresh.dist))])].sort();
const pairs = names.map((name) => [name, path.join(DIST, name), path.join(fresh.dist, name)]);
pairs.push([path.basename(NOTICES), NOTICES, fresh.notices]);

const differing = [];
for (const [name, committed, built] of pairs) {
  const [a, b] = await Promise.all([committed, built].map((file) => readFile(file).catch(() => null)));
  if (!a || !b || !a.equals(b)) differing.push(name);
}
await rm(folder, { recursive: true });

if (differing.length) {
  console.error(`not what the sources build: ${differing.join(', ')}; run "npm run build" and commit the result`);
  process.exit(1);
}
console.log(`${pairs.length} files are what the sources build`);
