// The diagram of the moment: a migrated case is drawn on the version that was in force then.
import { openDiagram } from '../diagram/diagram.js';
import { make } from '../dom.js';
import { showState } from './state_marks.js';

/**
 * Opens the diagram of each version, one over the other, and answers the function that shows a step on its own.
 * `drawings`: {id: {xmlUrl, texts, name}}, by what a step calls its `drawing`; of a case that was never migrated
 * there are none, and all is drawn on `only`.
 */
export async function openDrawings(parent, drawings, only, start) {
  const version = make('span', { className: 'kf-chip kf-chip-plain kf-version', hidden: true });
  const place = make('div', { className: 'kf-drawings' }, version);
  parent.append(place);
  const open = async ({ xmlUrl, texts }) => {
    const diagram = await openDiagram(place, xmlUrl, texts);
    diagram.begin([start]);
    return diagram;
  };
  const ids = Object.keys(drawings);
  const diagrams = await Promise.all(ids.length ? ids.map((id) => open(drawings[id])) : [open(only)]);
  return (step) => {
    const shown = diagrams[Math.max(ids.indexOf(step.drawing), 0)];
    for (const each of diagrams) each.frame.classList.toggle('kf-away', each !== shown);
    version.textContent = drawings[step.drawing]?.name ?? '';
    version.hidden = !version.textContent;
    showState(shown, step);
  };
}
