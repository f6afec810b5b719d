// Island "replay": shows an instance again, step by step, on its diagram.
// config: {xmlUrl, stepsUrl, timeZone, texts: {name: name shown}}; stepsUrl answers {steps: [...], verified, drawings}
import { make } from './dom.js';
import { word } from './i18n/words.js';
import { island } from './island.js';
import { controls } from './replay/controls.js';
import { dataPanel } from './replay/data_panel.js';
import { openDrawings } from './replay/drawings.js';
import { Player } from './replay/player.js';
import { stepList } from './replay/step_list.js';
import { clockOf } from './replay/time.js';
import { load } from './server.js';

import './replay/replay.css';

const LINK = /^#step=(\d+)$/;

island('replay', async (element, { xmlUrl, stepsUrl, timeZone, texts }) => {
  const { steps, verified, drawings = {} } = await load(stepsUrl, 'json');
  if (!steps.length) return element.append(make('p', { className: 'kf-empty' }, word('replay.empty')));

  const time = clockOf(timeZone);
  const player = new Player(steps.length);
  const stage = make('div', { className: 'kf-stage' });
  const side = make('div', { className: 'kf-side' });
  element.append(make('div', { className: 'kf-replay' }, stage, side));

  const draw = await openDrawings(stage, drawings, { xmlUrl, texts }, steps[0].element);
  const views = [
    (index) => draw(steps[index]),
    controls(stage, player, steps, verified, time),
    stepList(side, player, steps, time),
    dataPanel(side, steps),
    (index) => history.replaceState(null, '', `#step=${index}`),
  ];
  player.onStep = (index) => views.forEach((view) => view(index));
  player.go(linkedStep() ?? 0);
  window.addEventListener('hashchange', () => player.go(linkedStep() ?? player.index));
});

const linkedStep = () => LINK.exec(location.hash)?.[1];
