// Island "viewer": a diagram with what is active, late or broken on it.
// config: {xmlUrl, active: [{element, count, incident}], done: {element: count}, overdue: [element], texts: {name: name shown}}
import { openDiagram } from './diagram/diagram.js';
import { word } from './i18n/words.js';
import { island } from './island.js';

island('viewer', async (element, { xmlUrl, active = [], done = {}, overdue = [], texts }) => {
  const diagram = await openDiagram(element, xmlUrl, texts);
  for (const [id, count] of Object.entries(done)) markDone(diagram, id, count);
  for (const id of overdue) markOverdue(diagram, id);
  for (const place of active) markActive(diagram, place, overdue.includes(place.element));
  diagram.begin([...overdue, ...active.map((place) => place.element)]);
  diagram.onClick((detail) => element.dispatchEvent(new CustomEvent('kefuflow:element', { detail, bubbles: true })));
});

function markDone(diagram, id, count) {
  diagram.mark(id, 'kf-done');
  if (count > 1) diagram.badge(id, { text: `×${count}`, title: word('diagram.done', { count }), kind: 'done', corner: 'bottom-left' });
}

function markOverdue(diagram, id) {
  diagram.mark(id, 'kf-overdue');
  diagram.badge(id, { text: word('diagram.overdue'), title: word('diagram.overdue'), kind: 'overdue', corner: 'top-left' });
}

function markActive(diagram, { element: id, count = 1, incident = false }, overdue) {
  if (!overdue) diagram.mark(id, 'kf-active');
  if (incident) diagram.mark(id, 'kf-incident');
  const kind = incident ? 'incident' : 'active';
  diagram.badge(id, { text: incident ? `! ${count}` : String(count), title: word(`diagram.${kind}`, { count }), kind });
}
