// What dmn-js does not hand to its translate service.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const TRANSLATION = fileURLToPath(new URL('../src/i18n/translation.js', import.meta.url));
const FILES =
  /dmn-js-(?:decision-table[/\\]lib[/\\]features[/\\](?:hit-policy[/\\]HitPolicies|context-menu[/\\]ContextMenu|drag-and-drop[/\\]DragAndDrop)|drd[/\\]lib[/\\]features[/\\](?:drill-down[/\\]DrillDown|replace[/\\]ReplaceOptions)|shared[/\\]lib[/\\]components[/\\]List)\.js$/;
const MOVED = "`Move ${isInput(col) ? 'Input' : 'Output'}`";
const TEXT = /(["']?(?:label|title|explanation|aria-label)["']?: )('[A-Z][^'\n]*[a-z][^'\n]*'|"[A-Z][^"\n]*[a-z][^"\n]*")/g;

export const dmnWords = {
  name: 'dmn-words',
  setup(build) {
    build.onLoad({ filter: FILES }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source
        .replace(TEXT, (_, before, text) => `${before}kfTranslate(${text})`)
        .replace(MOVED, "kfTranslate(isInput(col) ? 'Move input' : 'Move output')");
      if (contents === source) throw new Error(`dmn-words: nothing to translate in ${path}`);
      return { contents: `import { translate as kfTranslate } from ${JSON.stringify(TRANSLATION)};\n${contents}`, loader: 'js' };
    });
  },
};
