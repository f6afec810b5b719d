// The state after a step, drawn on the diagram.
import { word } from '../i18n/words.js';

/** Done elements tinted, taken flows coloured, a token with its count on each active element, the step's own place outlined. */
export function showState(diagram, { state, element, flow }) {
  const { active = {}, done = {}, flows = {}, incidents = [] } = state;
  const broken = new Set(incidents.map((incident) => incident.element ?? incident));
  diagram.clear();
  for (const id of Object.keys(flows)) diagram.mark(id, 'kf-taken');
  for (const id of Object.keys(done)) if (!(id in active)) diagram.mark(id, 'kf-done');
  for (const [id, count] of Object.entries(active)) showToken(diagram, id, count, broken.has(id));
  for (const id of broken) if (!(id in active)) showToken(diagram, id, 1, true);
  for (const id of [element, flow]) if (id) diagram.mark(id, 'kf-current');
  diagram.follow(element ?? flow);
}

function showToken(diagram, id, count, broken) {
  const kind = broken ? 'incident' : 'active';
  diagram.mark(id, `kf-${kind}`);
  diagram.badge(id, { text: broken ? `! ${count}` : `● ${count}`, title: word(`diagram.${kind}`, { count }), kind });
}
