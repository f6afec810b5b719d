// What differs, in words: one entry per element, with the old and the new value of each property.
import { make } from '../dom.js';
import { typeName } from '../i18n/type_name.js';
import { word, wordOr } from '../i18n/words.js';

const KINDS = ['added', 'removed', 'changed'];
const OWN_WORDS = new Set(['eventDefinitions', 'camunda:inputOutput', 'camunda:properties']); // left out before more
const CHIPS = { added: 'good', removed: 'bad', changed: 'warn' };

/** Answers `{element, select}`; `onSelect(id)` is told which entry was clicked. */
export function changeList(found, onSelect) {
  const rows = new Map(found.map((change) => [change.id, row(change, () => choose(change.id))]));
  const element = make(
    'aside',
    { className: 'kf-changes' },
    make('h3', {}, word('compare.changes')),
    found.length ? summary(found) : make('p', { className: 'kf-none' }, word('compare.none')),
    make('ol', { ariaLabel: word('compare.changes') }, ...rows.values()),
  );
  const select = (id) => {
    for (const [other, item] of rows) item.toggleAttribute('aria-current', other === id);
    rows.get(id)?.scrollIntoView({ block: 'nearest' });
  };
  const choose = (id) => {
    select(id);
    onSelect(id);
  };
  return { element, select };
}

function summary(found) {
  const count = (kind) => found.filter((change) => change.kind === kind).length;
  return make('p', { className: 'kf-summary' }, ...KINDS.filter(count).map((kind) => chip(kind, ` ${count(kind)}`)));
}

const chip = (kind, more = '') => make('span', { className: `kf-chip kf-chip-${CHIPS[kind]}` }, word(`compare.${kind}`) + more);

function row({ id, name, type, kind, properties }, onclick) {
  const names = [make('strong', {}, name || typeName(type)), make('small', {}, name ? `${typeName(type)} ${id}` : id)];
  const title = make('button', { type: 'button', className: 'kf-change', onclick }, chip(kind), ...names);
  return make('li', {}, title, properties.length ? make('dl', {}, ...properties.flatMap(detail)) : null);
}

function detail({ property, before, after }) {
  const shown = property === 'type' || property === 'eventDefinitions' ? typeName : (text) => text;
  const value = (tag, said) => (said === null ? make('span', { className: 'kf-nothing' }, word('compare.nothing')) : make(tag, {}, ...told(said)));
  const told = ({ text, name }) => (name ? [name, ' ', make('small', {}, text)] : [shown(text)]);
  return [make('dt', {}, propertyName(property, (before ?? after).text)), make('dd', {}, value('del', before), ' → ', value('ins', after))];
}

/** A path in words, as far as there are words for its steps; one of a list is not said twice. */
function propertyName(property, value) {
  const path = property.split('.');
  const steps = path.length > 1 && path.at(-1) === value ? path.slice(0, -1) : path;
  const told = steps.filter((step, index) => index === steps.length - 1 || !OWN_WORDS.has(step));
  return told.map((step) => wordOr(`property.${step}`, step)).join(' · ');
}
