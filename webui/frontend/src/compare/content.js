// What an element of a diagram says, as one flat map from property to text; an id that it refers by is a text too. Layout says nothing.

const ITEMS = ['bpmn:FlowElement', 'bpmn:Artifact', 'bpmn:Lane', 'bpmn:Participant', 'bpmn:MessageFlow'];
const DERIVED = new Set(['id', 'incoming', 'outgoing', '$type']); // flows say it themselves
const EXPRESSIONS = new Set(['bpmn:Expression', 'bpmn:FormalExpression']);

/** Every element that can be added, removed or changed by itself: `Map` of id to `{element, parent}`, in document order. */
export function itemsOf(definitions) {
  const items = new Map();
  const walk = (owner, parent) => {
    for (const { child } of children(owner)) {
      const isItem = owner === definitions || isOwn(child);
      if (isItem) items.set(child.id, { element: child, parent });
      walk(child, isItem ? child : parent);
    }
  };
  walk(definitions, null);
  return items;
}

/**
 * `{content, references}`: `Map` of property path to text, and `Set` of the paths that refer to another element by its id.
 * `parent` is where the element stands, null for what stands at the top.
 */
export function contentOf({ element, parent }) {
  const content = new Map([['type', element.$type]]);
  const references = new Set(['scope']);
  if (parent) content.set('scope', parent.id);
  collect(element, [], content, references);
  return { content, references };
}

function collect(owner, path, content, references) {
  for (const [name, value] of properties(owner)) {
    if (DERIVED.has(name) || isDefault(owner, name, value)) continue;
    if (isReference(owner, name))
      for (const [step, id] of referred(name, value)) {
        content.set(join(path, ...step), id);
        references.add(join(path, ...step));
      }
    else if (Array.isArray(value)) value.forEach((entry, index) => put(entry, [...path, ...stepTo(name, entry, index, value)], content, references));
    else put(value, [...path, name], content, references);
  }
}

function put(value, path, content, references) {
  if (!isElement(value)) return void content.set(join(path), String(value).trim());
  if (isOwn(value)) return;
  if (!EXPRESSIONS.has(value.$type) && path.at(-1) === 'eventDefinitions') content.set(join(path), value.$type);
  collect(value, path, content, references);
}

/** Of a list: its name alone where it has one entry, else told apart by name, key or place. */
function stepTo(name, entry, index, list) {
  const own = isElement(entry) && (entry.name ?? entry.key ?? entry.$attrs?.name);
  const step = GENERIC.has(name) ? entry.$type : name;
  if (own) return [step, own];
  const alike = list.filter((other) => other?.$type === entry?.$type);
  return alike.length === 1 ? [step] : [step, String(index + 1)];
}

const join = (path, ...more) => [...path, ...more].filter((step) => !HIDDEN.has(step)).join('.');
const HIDDEN = new Set(['body', '$body', 'extensionElements']);
const GENERIC = new Set(['values', '$children']); // lists of anything: an entry is called after its type

const properties = (owner) =>
  [...Object.entries(owner), ...referring(owner), ...Object.entries(owner.$attrs ?? {})].filter(([, value]) => value != null);
/** moddle hides references from `Object.entries`. */
const referring = (owner) =>
  (owner.$descriptor?.properties ?? []).filter((each) => each.isReference).map(({ ns }) => [ns.localName, owner[ns.localName]]);
const isElement = (value) => typeof value === 'object' && value !== null && '$type' in value;
const isOwn = (value) => typeof value.$instanceOf === 'function' && ITEMS.some((type) => value.$instanceOf(type));
const descriptorOf = (owner, name) => owner.$descriptor?.propertiesByName?.[name];
const isReference = (owner, name) => Boolean(descriptorOf(owner, name)?.isReference);
const isDefault = (owner, name, value) => descriptorOf(owner, name)?.default === value;
/** Of a list each one by itself: only those that came or went differ. */
const referred = (name, value) => (Array.isArray(value) ? value.map(({ id }) => [[name, id], id]) : [[[name], value.id ?? String(value)]]);

function* children(owner) {
  for (const [name, value] of Object.entries(owner)) {
    if (isReference(owner, name) || name === 'diagrams') continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isElement(child)) yield { name, child };
  }
}
