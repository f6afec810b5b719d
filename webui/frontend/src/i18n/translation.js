// bpmn-js's translate service: Chinese from our dictionary, English as it comes.
import { fill, isEnglish } from './words.js';
import editors from './zh-CN.editors.js';
import modeler from './zh-CN.js';

export const dictionary = { ...modeler, ...editors };

/** Texts that were asked for and have no translation; a test wants it empty. */
export const untranslated = new Set();

const CHINESE = /\p{Script=Han}/u; // names that an author gave

/** The page's language for a text of theirs; `{name}` is replaced. */
export function translate(text, params = {}) {
  if (isEnglish()) return fill(text, params);
  if (!Object.hasOwn(dictionary, text) && !CHINESE.test(text)) untranslated.add(text);
  return fill(dictionary[text] ?? text, params);
}

export const translation = { translate: ['value', translate] };
