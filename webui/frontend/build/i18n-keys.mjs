// Every text that the modeler's packages hand to their translate service, taken from the bundle itself.
// `npm run i18n-keys` exits 1 and prints the keys that src/i18n/zh-CN.js lacks; `-- --all` prints them all.
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import { installed, options } from './bundles.mjs';
import { dictionary } from '../src/i18n/translation.js';

const EDITORS = ['modeler', 'dmn', 'form-editor'];
const CALL = /(?<![\w.$])(?:this\.|self2?\.)?_?translate\d*\(/g;
const LITERAL = /"((?:[^"\\\n]|\\.)+)"|'((?:[^'\\\n]|\\.)+)'/g;

// Texts that are put together from pieces, and those that the build itself hands to translate.
const COMPOSED = [
  ...['left', 'center', 'right', 'top', 'middle', 'bottom'].map((side) => `Align elements ${side}`),
  'List contains {numOfItems} item',
  'List contains {numOfItems} items',
  'Click to remove dynamic value with FEEL expression',
  'Click to set a dynamic value with FEEL expression',
  '<no reference>',
  '<unnamed>',
  'Start: {type}',
  'End: {type}',
  'Error Start Event (Non Interrupting)',
  'Empty pool/participant (removes content)',
  'flow elements must be children of pools/participants',
  'Data object must be placed within a pool/participant.',
  // looked up by the form editor in the tables of the form viewer
  'Text field',
  'Text area',
  'Number',
  'Date time',
  'Date & Time',
  'Expression',
  'File picker',
  'Checkbox',
  'Checkbox group',
  'Radio group',
  'Select list',
  'Tag list',
  'Text view',
  'Image view',
  'Table',
  'HTML view',
  'Document preview',
  'Spacer',
  'Separator',
  'Group',
  'Dynamic list',
  'iFrame',
  'Button',
  'Form',
  'UTC offset',
  'UTC normalized',
  'No timezone',
  'Static',
  'Input data',
  'Script execution',
  'Allow same origin',
  'Open in fullscreen',
  'Geolocation',
  'Camera access',
  'Microphone access',
  'Forms submission',
  'Open modal windows',
  'Open popups',
  'Top level navigation',
  'Storage access by user',
];

/** The keys of all packages in the bundles of the editors, sorted. */
export async function allKeys() {
  const { outputFiles } = await build({ ...options('memory', EDITORS), minify: false, write: false });
  const bundles = outputFiles.filter(({ path }) => path.endsWith('.js')).map(({ text }) => text);
  const found = bundles.flatMap((bundle) => [...called(bundle), ...tables(bundle), ...typeLabels(bundle)]);
  return [...new Set([...found, ...(await popupLabels()), ...COMPOSED])].sort();
}

/** Literals inside the first argument of every call of translate. */
function* called(text) {
  for (const { index, 0: call } of text.matchAll(CALL)) {
    const argument = firstArgument(text, index + call.length);
    if (/^\s*`/.test(argument) || / \+ /.test(argument)) continue;
    const compared = argument.replace(/is\d*\([^)]*\)/g, '');
    for (const literal of compared.matchAll(LITERAL)) if (/[a-z]{2}|[A-Z]{2}/.test(literal[0])) yield unescaped(literal);
  }
}

/** The source between `start` and the comma or bracket that ends the argument. */
function firstArgument(text, start) {
  let depth = 0;
  let quote = '';
  for (let i = start; i < start + 2000; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (quote) quote = char === quote ? '' : quote;
    else if (`"'\``.includes(char)) quote = char;
    else if ('([{'.includes(char)) depth += 1;
    else if (depth === 0 && ',)'.includes(char)) return text.slice(start, i);
    else if (')]}'.includes(char)) depth -= 1;
  }
  return '';
}

/** Values of the constants whose name says that they hold labels. */
function* tables(text) {
  for (const [, literal] of text.matchAll(/\b[A-Z_]+_LABEL = ("[^"\n]+")/g)) yield JSON.parse(literal);
  for (const [, body] of text.matchAll(/\b[A-Z_]+_TO_LABEL(?:\$\d+)? = {([^}]*)}/g)) {
    for (const literal of body.matchAll(/: "([^"\n]+)"/g)) yield literal[1];
  }
}

/** Headings of the properties panel, which are made from the names of the icons there. */
function typeLabels(text) {
  const start = text.indexOf('iconsByType = {');
  const names = [...text.slice(start, text.indexOf('};', start)).matchAll(/^\s*"?(\w+)"?: \w+Icon/gim)];
  return names.map(([, name]) => name.replace(/(\B[A-Z])/g, ' $1').replace(/(\bNon Interrupting)/g, '($1)'));
}

/** Entries of the replace and create menus. */
async function popupLabels() {
  const files = ['popup-menu/PopupEntries.js', 'replace/ReplaceOptions.js'].map((file) => installed(`bpmn-js/lib/features/${file}`));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.flatMap((text) => [...text.replace(/^\s*\/\/.*$/gm, '').matchAll(/label: '([^']+)'/g)].map(([, label]) => label));
}

const unescaped = (match) => (match[1] ?? match[2]).replace(/\\n/g, '\n').replace(/\\(.)/g, '$1');

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const keys = await allKeys();
  if (process.argv.includes('--all')) console.log(keys.map((key) => JSON.stringify(key)).join('\n'));
  const missing = keys.filter((key) => !Object.hasOwn(dictionary, key));
  const unused = Object.keys(dictionary).filter((key) => !keys.includes(key));
  if (unused.length) console.log(`no longer asked for: ${JSON.stringify(unused, null, 1)}`);
  if (missing.length) console.error(`without translation: ${JSON.stringify(missing, null, 1)}`);
  else console.log(`all ${keys.length} keys have a translation`);
  process.exitCode = missing.length ? 1 : 0;
}
