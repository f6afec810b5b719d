// The form editor has no translation either: its texts stand in a few shapes, and each is handed to translate while bundling.
// i18n-keys then finds them in the bundle like those of the modeler, and asks for what has no translation.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const TRANSLATION = fileURLToPath(new URL('../src/i18n/translation.js', import.meta.url));
// "Select" is also what a button says
const HEAD = `import { translate as kfTranslate } from ${JSON.stringify(TRANSLATION)};
const kfFieldName = (name) => kfTranslate(name === 'Select' ? 'Select list' : name);`;
const TEXT = String.raw`('(?:[^'\\\n]|\\.)*[A-Za-z]{2}(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*[A-Za-z]{2}(?:[^"\\\n]|\\.)*")`;

// what stands before a text that people read
const SHAPES = [
  String.raw`\b(?:label|title|tooltip|placeholder|description|text|children|searchText): `,
  String.raw`\b(?:label|description|tooltip|placeholderContent|closeButtonTooltip|text) = `,
  String.raw`\breturn (?='[A-Z]|"[A-Z])`,
  String.raw`(?<=\btooltip = \w+ )[?] (?='[A-Z])`,
  String.raw`(?<=\btooltip = .*'\)?)[ ]: (?='[A-Z])`,
].map((before) => new RegExp(`(${before})${TEXT}`, 'g'));

// texts that are looked up: [what stands there, what shall]
const LOOKED_UP = [
  ['label: fieldConfig.name || fieldConfig.label,', 'label: kfFieldName(fieldConfig.name || fieldConfig.label || type),'],
  ['return fieldDefinition.name || fieldDefinition.label || type;', 'return kfFieldName(fieldDefinition.name || fieldDefinition.label || type);'],
  ['label: DATETIME_SUBTYPES_LABELS[subtype],', 'label: kfTranslate(DATETIME_SUBTYPES_LABELS[subtype]),'],
  ['label: TIME_SERIALISINGFORMAT_LABELS[format],', 'label: kfTranslate(TIME_SERIALISINGFORMAT_LABELS[format]),'],
  ['label: OPTIONS_SOURCES_LABELS[valueSource],', 'label: kfTranslate(OPTIONS_SOURCES_LABELS[valueSource]),'],
  ['title: `Create ${getIndefiniteArticle(type)} ${label} element`', "title: kfTranslate('Create {type}', { type: label })"],
  ['}), "Text view is templated"]', '}), kfTranslate("Text view is templated")]'],
  ['}), "Html view is templated"]', '}), kfTranslate("Html view is templated")]'],
  ['return `Remove ${entry.label}`;', "return kfTranslate('Remove {type}', { type: entry.label });"],
  ['function translateFallback(template, replacements) {', 'function translateFallback(template, replacements) { return kfTranslate(template, replacements);'],
];

function words(source) {
  const looked = LOOKED_UP.reduce((text, [there, shall]) => {
    const parts = text.split(there);
    if (parts.length !== 2) throw new Error(`editor-words: found ${parts.length - 1} times, not once: ${there}`);
    return parts.join(shall);
  }, source);
  return SHAPES.reduce((text, shape) => text.replace(shape, (_, before, literal) => `${before}kfTranslate(${literal})`), looked);
}

export const editorWords = {
  name: 'editor-words',
  setup(build) {
    build.onLoad({ filter: /form-js-editor[/\\]dist[/\\]index\.es\.js$/ }, async ({ path }) => ({
      contents: `${HEAD}\n${words(await readFile(path, 'utf8'))}`,
      loader: 'js',
    }));
  },
};
