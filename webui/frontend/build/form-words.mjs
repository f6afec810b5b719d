// form-js has no translation: its English literals are replaced by words of ours while bundling, and values in a text
// are shown as they are, never as Markdown.
import { fileURLToPath } from 'node:url';

import { replacing } from './replacing.mjs';

const source = (file) => JSON.stringify(fileURLToPath(new URL(`../src/${file}`, import.meta.url)));
const IMPORTS = [
  `import { word as kfWord } from ${source('i18n/words.js')};`,
  `import { today as kfToday } from ${source('form/today.js')};`,
  `import { plainText as kfPlainText } from ${source('form/plain_text.js')};`,
];

// [literal in form-js, what stands there instead]
const LITERALS = [
  [`'Field is required.'`, `kfWord('form.required')`],
  ['`Field must match pattern ${validation.pattern}.`', `kfWord('form.pattern', { pattern: validation.pattern })`],
  ['`Field must have minimum value of ${validation.min}.`', `kfWord('form.min', { min: validation.min })`],
  ['`Field must have maximum value of ${validation.max}.`', `kfWord('form.max', { max: validation.max })`],
  [`'Min validation value is not a valid number.'`, `kfWord('form.bad-min')`],
  [`'Max validation value is not a valid number.'`, `kfWord('form.bad-max')`],
  ['`Field must have minimum length of ${validation.minLength}.`', `kfWord('form.min-length', { length: validation.minLength })`],
  ['`Field must have maximum length of ${validation.maxLength}.`', `kfWord('form.max-length', { length: validation.maxLength })`],
  [`'Field must be a valid  international phone number. (e.g. +4930664040900)'`, `kfWord('form.phone')`],
  [`'Field must be a valid email.'`, `kfWord('form.email')`],
  [`'Value is not a number.'`, `kfWord('form.not-a-number')`],
  [
    "'Value is expected to ' + (decimalDigits === 0 ? 'be an integer' : `have at most ${decimalDigits} decimal digit${decimalDigits > 1 ? 's' : ''}`) + '.'",
    `kfWord(decimalDigits === 0 ? 'form.integer' : 'form.decimals', { digits: decimalDigits })`,
  ],
  [
    '`Please select a valid value, the two nearest valid values are ${previousValue} and ${nextValue}.`',
    `kfWord('form.step', { previous: previousValue, next: nextValue })`,
  ],
  [`'Date and time must both be entered.'`, `kfWord('form.date-and-time')`],
  [`'No options source defined in the form definition'`, `kfWord('form.no-options')`],
  [`emptyListMessage = 'No results'`, `emptyListMessage = kfWord('form.no-results')`],
  [`hasOptionsLeft ? 'No results' : 'All values selected'`, `kfWord(hasOptionsLeft ? 'form.no-results' : 'form.all-selected')`],
  [`placeholder: 'Search'`, `placeholder: kfWord('form.search')`],
  [`disabled || readonly ? undefined : 'Search'`, `disabled || readonly ? undefined : kfWord('form.search')`],
  [`valueLabel || 'Select'`, `valueLabel || kfWord('form.select')`],
  [`'Nothing to show.'`, `kfWord('form.nothing')`],
  [`children: "Nothing to show."`, `children: kfWord('form.nothing')`],
  [`"Remove tag"`, `kfWord('form.remove-tag')`],
  [`"Skip to search"`, `kfWord('form.skip-to-search')`],
  [`'No files selected'`, `kfWord('form.no-files')`],
  ['`${files.length} files selected`', `kfWord('form.files', { count: files.length })`],
  [`'Add new'`, `kfWord('form.add')`],
  ['`Expand all (${values.length - 1})`', `kfWord('form.expand', { count: values.length - 1 })`],
  [`" ", 'Collapse'`, `" ", kfWord('form.collapse')`],
  ['`Remove list item ${itemIndex + 1}`', `kfWord('form.remove-item', { number: itemIndex + 1 })`],
  [`"aria-label": "Increment"`, `"aria-label": kfWord('form.increment')`],
  [`"aria-label": "Decrement"`, `"aria-label": kfWord('form.decrement')`],
  [`"aria-label": "Previous page"`, `"aria-label": kfWord('form.previous-page')`],
  [`"aria-label": "Next page"`, `"aria-label": kfWord('form.next-page')`],
  ['`Click to sort by ${label} descending`', `kfWord('form.sort-descending', { label })`],
  ['`Click to sort by ${label} ascending`', `kfWord('form.sort-ascending', { label })`],
  [`'Click to remove sorting'`, `kfWord('form.sort-none')`],
  [`currentPage + 1, " of ", chunkedData.length`, `kfWord('form.page', { page: currentPage + 1, pages: chunkedData.length })`],
  [`children: "Browse"`, `children: kfWord('form.browse')`],
  [`"External content couldn't be loaded."`, `kfWord('form.external')`],
  [`errors: ['Unable to download document']`, `errors: [kfWord('form.download-failed')]`],
  [`errorMessage = 'Unable to download document'`, `errorMessage = kfWord('form.download-failed')`],
  [`'Document reference is not defined.'`, `kfWord('form.no-document')`],
  ['`Download ${fileName}`', `kfWord('form.download', { name: fileName })`],
  ['const markdown = useTemplateEvaluation(text, {', 'const markdown = useTemplateEvaluation(text, { sanitizer: kfPlainText,'],
  [`disallowPassedDates ? 'today' :`, `disallowPassedDates ? kfToday() :`],
  // dates follow the language of the page, not the one of the browser
  [`function getLocaleDateFormat(locale = 'default')`, `function getLocaleDateFormat(locale = document.documentElement.lang || 'default')`],
  [`function getLocaleReadableDateFormat(locale)`, `function getLocaleReadableDateFormat(locale = document.documentElement.lang || 'default')`],
];

export const formWords = replacing({
  name: 'form-words',
  file: /form-js-viewer[/\\]dist[/\\]index\.es\.js$/,
  imports: IMPORTS.join('\n'),
  literals: LITERALS,
});
