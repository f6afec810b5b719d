// What the types of BPMN elements are called; the words are those of the modeler.
import { dictionary, translate } from './translation.js';
import { isEnglish } from './words.js';

/** `bpmn:UserTask` is 用户任务. A type without words is called as BPMN calls it. */
export function typeName(type) {
  const local = type.replace(/^bpmn:/, '');
  const spaced = local.replace(/EventDefinition$/, '').replace(/(\B[A-Z])/g, ' $1');
  const sentence = spaced[0] + spaced.slice(1).toLowerCase();
  if (isEnglish()) return sentence;
  const known = [spaced, sentence, sentence.replaceAll(' ', '-')].find((text) => Object.hasOwn(dictionary, text));
  return known ? translate(known) : local;
}
