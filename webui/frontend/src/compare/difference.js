// The difference of two BPMN models (moddle definitions), element by element. Layout is no difference.
import { contentOf, itemsOf } from './content.js';

/**
 * A list of `{id, name, type, kind, properties}`; kind is added, removed or changed, and properties, of a changed one
 * only, is a list of `{property, before, after}` with null for what was or is not there. In the order of the new model,
 * what was removed last.
 */
export function difference(before, after) {
  return differenceOf(summary(before), summary(after));
}

/** The same of two summaries. */
export function differenceOf(old, fresh) {
  const found = [];
  for (const [id, { content, ...item }] of fresh) {
    const properties = old.has(id) ? changes(old.get(id).content, content) : [];
    if (!old.has(id)) found.push({ ...item, kind: 'added', properties });
    else if (properties.length) found.push({ ...item, kind: 'changed', properties });
  }
  for (const [id, { content: _, ...item }] of old) if (!fresh.has(id)) found.push({ ...item, kind: 'removed', properties: [] });
  return found;
}

/** What a model says, whatever happens to it afterwards: `Map` of id to `{id, name, type, content}`; `said(text)` shows a name. */
export function summary(definitions, said = (text) => text) {
  return new Map([...itemsOf(definitions)].map(([id, item]) => [id, { ...entry(item, said), content: contentOf(item) }]));
}

function changes(before, after) {
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names
    .map((property) => ({ property, before: before.get(property) ?? null, after: after.get(property) ?? null }))
    .filter((change) => change.before !== change.after);
}

const entry = ({ element }, said) => ({ id: element.id, name: nameOf(element, said), type: element.$type });

/** A flow without a name is called after its ends. */
function nameOf({ name, id, sourceRef, targetRef }, said) {
  const shown = (text) => said(text).replace(/\s+/g, ' ');
  if (name) return shown(name);
  return sourceRef?.id && targetRef?.id ? `${shown(sourceRef.name || sourceRef.id)} → ${shown(targetRef.name || targetRef.id)}` : id;
}
