// The variables at a moment, folded from the changes of all steps up to it, and what this step changed.
import { make } from '../dom.js';
import { word } from '../i18n/words.js';

/** Adds the panel to `parent`; answers the function that shows a position. */
export function dataPanel(parent, steps) {
  const changed = make('dl', { className: 'kf-values kf-changed' });
  const held = make('dl', { className: 'kf-values kf-held' });
  const heading = (key) => make('h3', {}, word(key));
  parent.append(
    make('section', { className: 'kf-data' }, heading('replay.changes'), changed, heading('replay.variables'), held),
  );
  return (index) => {
    const changes = steps[index].changes ?? [];
    const names = new Set(changes.map(({ name }) => name));
    fillList(changed, changes.map(({ name, value }) => [name, value]), new Set(), 'replay.no-changes');
    fillList(held, variablesAt(steps, index), names, 'replay.no-variables');
  };
}

/** Name and value of every variable after step `index`; a change marked `removed` takes its variable away. */
export function variablesAt(steps, index) {
  const variables = new Map();
  for (const { changes = [] } of steps.slice(0, index + 1)) {
    for (const { name, value, removed } of changes) {
      if (removed) variables.delete(name);
      else variables.set(name, value);
    }
  }
  return [...variables];
}

function fillList(list, entries, fresh, emptyKey) {
  if (!entries.length) return list.replaceChildren(make('dd', { className: 'kf-none' }, word(emptyKey)));
  list.replaceChildren(...entries.flatMap(([name, value]) => entry(name, value, fresh.has(name))));
}

const entry = (name, value, fresh) => [make('dt', {}, name), make('dd', { className: fresh ? 'kf-fresh' : '' }, pretty(value))];

const pretty = (value) => (value == null ? '—' : typeof value === 'string' ? value : JSON.stringify(value, null, 2));
