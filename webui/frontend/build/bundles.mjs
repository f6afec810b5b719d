// What is built: one self-contained script and one style sheet per island, and three files copied as they are.
import { fileURLToPath } from 'node:url';
import path from 'node:path';

import { dmnWords } from './dmn-words.mjs';
import { editorWords } from './editor-words.mjs';
import { formWords } from './form-words.mjs';
import { panelWords } from './panel-words.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const ISLANDS = ['viewer', 'replay', 'compare', 'modeler', 'dmn', 'form', 'form-editor', 'text'];

export const COPIES = {
  'htmx.min.js': 'htmx.org/dist/htmx.min.js',
  'bootstrap.min.css': 'bootstrap/dist/css/bootstrap.min.css',
  'bootstrap.bundle.min.js': 'bootstrap/dist/js/bootstrap.bundle.min.js',
};

/** esbuild options; fonts are inlined, so that a page needs no further request. */
export function options(outdir, islands = ISLANDS) {
  return {
    absWorkingDir: ROOT,
    entryPoints: islands.map((name) => `src/${name}.js`),
    outdir,
    bundle: true,
    format: 'iife',
    target: ['es2022'],
    minify: true,
    charset: 'utf8',
    metafile: true,
    legalComments: 'none',
    banner: { js: '/* third-party licences: licenses.txt */', css: '/* third-party licences: licenses.txt */' },
    alias: { preact: '@bpmn-io/properties-panel/preact' }, // one copy: two do not see each other's contexts
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.eot': 'empty', '.ttf': 'empty', '.svg': 'empty', '.json': 'json' },
    plugins: [formWords, editorWords, dmnWords, ...panelWords],
    logLevel: 'warning',
  };
}

/** Path of a file inside an installed package. */
export const installed = (file) => path.join(ROOT, 'node_modules', file);
