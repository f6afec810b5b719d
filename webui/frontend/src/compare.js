// Island "compare": two versions of a process beside each other, moved and zoomed as one, with what differs between them.
// config: {before: {xmlUrl, title}, after: {xmlUrl, title}}
import { changeList } from './compare/change_list.js';
import { difference } from './compare/difference.js';
import { together } from './compare/together.js';
import { openDiagram } from './diagram/diagram.js';
import { make } from './dom.js';
import { island } from './island.js';

import './compare/compare.css';

const WIDE = 1.8; // width to height, from which one above the other shows more

island('compare', async (element, { before, after }) => {
  const sides = make('div', { className: 'kf-sides' });
  const root = make('div', { className: 'kf-compare' }, sides);
  element.append(root);
  const diagrams = await Promise.all([side(sides, before), side(sides, after)]);
  const found = difference(...diagrams.map((diagram) => diagram.viewer.getDefinitions()));

  const list = changeList(found, (id) => show(diagrams, id));
  root.append(list.element);
  for (const { id, kind } of found) for (const diagram of diagrams) diagram.mark(id, `kf-${kind}`);
  for (const diagram of diagrams) diagram.onClick(({ id }) => list.select(id));

  const { width, height } = diagrams[1].canvas.viewbox().inner;
  sides.classList.toggle('kf-stacked', width > height * WIDE);
  together(diagrams);
});

async function side(parent, { xmlUrl, title }) {
  const column = make('section', { className: 'kf-side', ariaLabel: title }, make('h3', {}, title));
  parent.append(column);
  return openDiagram(column, xmlUrl);
}

/** Brings an element into the middle, wherever it is drawn. */
function show(diagrams, id) {
  for (const diagram of diagrams) diagram.point(id);
}
