// The list of steps: who did what when. The current one is highlighted and kept in view.
import { make } from '../dom.js';
import { word } from '../i18n/words.js';

/** Adds the list to `parent`; answers the function that shows a position. */
export function stepList(parent, player, steps, time) {
  const rows = steps.map((step, index) => rowOf(step, time, () => jump(player, index)));
  const list = make('ol', { className: 'kf-steps', ariaLabel: word('replay.steps') }, ...rows.map((row) => make('li', {}, row)));
  list.addEventListener('keydown', (event) => moveFocus(event, player, rows));
  parent.append(list);
  let current;
  return (index) => {
    current?.removeAttribute('aria-current');
    current = rows[index];
    current.setAttribute('aria-current', 'step');
    scrollTo(list, current);
  };
}

function rowOf({ at, actor, title, kind, hash_ok: hashOk }, time, onclick) {
  const broken = hashOk === false && make('span', { className: 'kf-chip kf-chip-bad' }, `✗ ${word('replay.broken-step')}`);
  const head = make('span', { className: 'kf-step-head' }, make('time', { dateTime: at }, time(at)), make('span', {}, actor || word('replay.system')));
  return make('button', { type: 'button', className: `kf-step kf-kind-${kind}`, onclick }, head, make('span', { className: 'kf-step-title' }, title), broken || null);
}

function jump(player, index) {
  player.pause();
  player.go(index);
}

function moveFocus(event, player, rows) {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!move) return;
  event.preventDefault();
  jump(player, player.index + move);
  rows[player.index].focus({ preventScroll: true });
}

/** Scrolls the list only, never the page. */
function scrollTo(list, row) {
  const top = row.offsetTop - list.offsetTop;
  const above = top < list.scrollTop;
  const below = top + row.offsetHeight > list.scrollTop + list.clientHeight;
  if (above || below) list.scrollTop = top - list.clientHeight / 3;
}
