// Island "compare": two versions of a process beside each other, moved and zoomed as one, with what differs between them.
// config: {before: {xmlUrl, title}, after: {xmlUrl, title}, texts: {name: name shown}}
import { changeList } from './compare/change_list.js';
import { differenceOf, summary } from './compare/difference.js';
import { together } from './compare/together.js';
import { openDiagram } from './diagram/diagram.js';
import { make } from './dom.js';
import { typeName } from './i18n/type_name.js';
import { island } from './island.js';

import './compare/compare.css';

const WIDE = 1.8; // width to height, from which one above the other shows more

island('compare', async (element, { before, after, texts = {} }) => {
  const sides = make('div', { className: 'kf-sides' });
  const root = make('div', { className: 'kf-compare' }, sides);
  element.append(root);
  const opened = await Promise.all([side(sides, before, texts), side(sides, after, texts)]);
  const diagrams = opened.map(({ diagram }) => diagram);
  const found = differenceOf(...opened.map(({ said }) => said));

  const list = changeList(found, (id) => show(diagrams, id));
  root.append(list.element);
  for (const { id, kind } of found) for (const diagram of diagrams) diagram.mark(id, `kf-${kind}`);
  for (const diagram of diagrams) diagram.onClick(({ id }) => list.select(id));

  const { width, height } = diagrams[1].canvas.viewbox().inner;
  sides.classList.toggle('kf-stacked', width > height * WIDE);
  together(diagrams);
  diagrams[found[0]?.kind === 'removed' ? 0 : 1].begin(found.map(({ id }) => id));
});

/** Answers the diagram, and what it said before its names were shown in another language. */
async function side(parent, { xmlUrl, title }, texts) {
  const column = make('section', { className: 'kf-side', ariaLabel: title }, make('h3', {}, title));
  parent.append(column);
  let said;
  const diagram = await openDiagram(column, xmlUrl, texts, (definitions) => {
    said = summary(definitions, (text) => texts[text] ?? text, typeName);
  });
  return { diagram, said };
}

/** Brings an element into the middle, wherever it is drawn. */
function show(diagrams, id) {
  for (const diagram of diagrams) diagram.point(id);
}
