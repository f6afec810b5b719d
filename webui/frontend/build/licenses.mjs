// Licences of exactly those packages whose files went into the bundles.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { installed } from './bundles.mjs';

const FORBIDDEN = /(^|[^L])A?GPL/;
const PACKAGE = /^node_modules\/((?:@[^/]+\/)?[^/]+)(?:\/node_modules\/((?:@[^/]+\/)?[^/]+))?/;

/** Packages of the input files: name, version, licence, text; sorted. Throws when one has no text or a licence that we refuse. */
export async function packagesOf(inputs) {
  const folders = new Set(inputs.map(folderOf).filter(Boolean));
  const packages = await Promise.all([...folders].map(describe));
  return packages.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Packages elsewhere, as behind a link, would go into the bundles without their licences. */
function folderOf(input) {
  if (input.startsWith('..')) throw new Error(`${input} lies outside of this folder: install the packages here, with npm ci`);
  const found = PACKAGE.exec(input);
  return found && (found[2] ? `${found[1]}/node_modules/${found[2]}` : found[1]);
}

async function describe(folder) {
  const root = installed(folder);
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const text = await licenceText(root, manifest);
  const licence = nameOf(manifest, text);
  if (FORBIDDEN.test(licence)) throw new Error(`${manifest.name} is under ${licence}`);
  return { id: `${manifest.name} ${manifest.version}`, name: manifest.name, version: manifest.version, licence, text };
}

async function licenceText(root, manifest) {
  const file = (await readdir(root)).filter((name) => /^(licen[cs]e|copying)/i.test(name)).sort()[0];
  if (file) return (await readFile(path.join(root, file), 'utf8')).replace(/\r\n/g, '\n').trim();
  if (manifest.license === 'MIT') return mit(manifest);
  throw new Error(`${manifest.name} ships no licence text`);
}

/** The text of the MIT licence for packages that declare it and forgot the file. */
function mit({ author, name }) {
  const holder = typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`);
  return `MIT License (declared in package.json; the package ships no text)\n\nCopyright (c) ${holder}\n\n${MIT_TERMS}`;
}

function nameOf({ license }, text) {
  if (/^SEE LICENSE/.test(license ?? '') && /bpmn\.io/.test(text)) return 'bpmn.io licence (MIT terms, the watermark stays visible)';
  return license ?? 'unknown';
}

/** All licence texts, one after the other. */
export function licenceTexts(packages) {
  const rule = '='.repeat(80);
  return packages.map(({ id, licence, text }) => `${rule}\n${id}: ${licence}\n${rule}\n\n${text}\n`).join('\n');
}

/** The table for people. */
export function licenceSummary(packages) {
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  return `# Third-party licences

The JavaScript and style sheets in \`webui/static/dist\` contain the packages below; their full licence texts are in
\`webui/static/dist/licenses.txt\`. This file is written by \`npm run build\` in \`webui/frontend\`.

| package | version | licence |
|---|---|---|
${rows.join('\n')}

Python packages are not part of this distribution: they are installed beside it under their own licences
(\`pyproject.toml\` names them; SpiffWorkflow is LGPL-3.0 and is only imported).
`;
}

const MIT_TERMS = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
