// The difference of two BPMN models (moddle definitions), element by element. Layout is no difference.
import { contentOf, itemsOf } from './content.js';

/**
 * A list of `{id, name, type, kind, properties}`; kind is added, removed or changed, and properties, of a changed one
 * only, is a list of `{property, before, after}`: each null, for what was or is not there, or `{text, name}`, with a
 * name where the text is the id of another element. In the order of the new model, what was removed last. A name is
 * empty where the diagram has none.
 */
export function difference(before, after) {
  return differenceOf(summary(before), summary(after));
}

/** The same of two summaries. */
export function differenceOf(old, fresh) {
  const found = [];
  for (const [id, { item, ...said }] of fresh) {
    const properties = old.has(id) ? changes([old.get(id), old], [said, fresh]) : [];
    if (!old.has(id)) found.push({ ...item, kind: 'added', properties });
    else if (properties.length) found.push({ ...item, kind: 'changed', properties });
  }
  for (const [id, { item }] of old) if (!fresh.has(id)) found.push({ ...item, kind: 'removed', properties: [] });
  return found;
}

/**
 * What a model says, whatever happens to it afterwards: `Map` of id to `{item, content, references}`; `said(text)` shows
 * a name, `typeName(type)` stands for one that is missing at the end of a flow.
 */
export function summary(definitions, said = (text) => text, typeName = (type) => type) {
  const shown = { said, typeName };
  return new Map([...itemsOf(definitions)].map(([id, found]) => [id, { item: entry(found, shown), ...contentOf(found) }]));
}

function changes(before, after) {
  const names = [...new Set([...after[0].content.keys(), ...before[0].content.keys()])];
  const differs = (property) => before[0].content.get(property) !== after[0].content.get(property);
  return names.filter(differs).map((property) => ({ property, before: value(property, ...before), after: value(property, ...after) }));
}

function value(property, { content, references }, model) {
  if (!content.has(property)) return null;
  const text = content.get(property);
  return { text, name: (references.has(property) && model.get(text)?.item.name) || '' };
}

const entry = ({ element }, shown) => ({ id: element.id, name: nameOf(element, shown), type: element.$type });

/** A flow without a name is called after its ends. */
function nameOf({ name, sourceRef, targetRef }, { said, typeName }) {
  const shown = (text) => said(text).replace(/\s+/g, ' ');
  const end = (element) => (element.name ? shown(element.name) : typeName(element.$type));
  if (name) return shown(name);
  return sourceRef?.id && targetRef?.id ? `${end(sourceRef)} → ${end(targetRef)}` : '';
}
