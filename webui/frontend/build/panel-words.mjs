// Parts of the properties panel are not given the translate service and fall back to English: the fallback is ours.
import { fileURLToPath } from 'node:url';

import { replacing } from './replacing.mjs';

const TRANSLATION = fileURLToPath(new URL('../src/i18n/translation.js', import.meta.url));
const IMPORTS = `import { translate as kfTranslate } from ${JSON.stringify(TRANSLATION)};`;
const FALLBACK = 'function translateFallback(template, replacements) {';

export const panelWords = [
  replacing({
    name: 'panel-words',
    file: /@bpmn-io[/\\]properties-panel[/\\]dist[/\\]index\.esm\.js$/,
    imports: IMPORTS,
    literals: [
      [FALLBACK, `${FALLBACK} return kfTranslate(template, replacements);`],
      [`children: "Opened in popup"`, `children: kfTranslate("Opened in editor")`],
      [`    label = '<empty>',`, `    label = kfTranslate('<empty>'),`],
    ],
  }),
  replacing({
    name: 'bpmn-panel-words',
    file: /bpmn-js-properties-panel[/\\]dist[/\\]index\.esm\.js$/,
    imports: IMPORTS,
    literals: [
      [`return field.name || '<empty>';`, `return field.name || kfTranslate('<empty>');`],
      [`field.get('name') || '<empty>'`, `field.get('name') || kfTranslate('<empty>')`],
      [`return '<no reference>';`, `return kfTranslate('<no reference>');`],
      [`error.get('name') || '<unnamed>'`, `error.get('name') || kfTranslate('<unnamed>')`],
      ['getListenerLabel(listener, translate = value => value)', 'getListenerLabel(listener, translate = kfTranslate)'],
    ],
  }),
];
