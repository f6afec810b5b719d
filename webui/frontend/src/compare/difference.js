// The difference of two BPMN models (moddle definitions), element by element. Layout is no difference.
import { contentOf, itemsOf } from './content.js';

/**
 * A list of `{id, name, type, kind, properties}`; kind is added, removed or changed, and properties, of a changed one
 * only, is a list of `{property, before, after}` with null for what was or is not there. In the order of the new model,
 * what was removed last.
 */
export function difference(before, after) {
  const [old, fresh] = [itemsOf(before), itemsOf(after)];
  const found = [];
  for (const [id, item] of fresh) {
    const properties = old.has(id) ? changes(contentOf(old.get(id)), contentOf(item)) : [];
    if (!old.has(id)) found.push(entry(item, 'added'));
    else if (properties.length) found.push({ ...entry(item, 'changed'), properties });
  }
  for (const [id, item] of old) if (!fresh.has(id)) found.push(entry(item, 'removed'));
  return found;
}

function changes(before, after) {
  const names = [...new Set([...after.keys(), ...before.keys()])];
  return names
    .map((property) => ({ property, before: before.get(property) ?? null, after: after.get(property) ?? null }))
    .filter((change) => change.before !== change.after);
}

const entry = ({ element }, kind) => ({ id: element.id, name: nameOf(element), type: element.$type, kind, properties: [] });

/** A flow without a name is called after its ends. */
function nameOf(element) {
  const { name, id, sourceRef, targetRef } = element;
  if (name) return name.replace(/\s+/g, ' ');
  return sourceRef?.id && targetRef?.id ? `${sourceRef.name || sourceRef.id} → ${targetRef.name || targetRef.id}` : id;
}
