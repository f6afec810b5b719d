// The bar below the diagram: first, back, play, forward, last, speed, slider with its time, hash check.
import { iconButton, make } from '../dom.js';
import { word } from '../i18n/words.js';
import { icon } from '../icons.js';
import { SPEEDS } from './player.js';

/** Adds the bar to `parent`; answers the function that shows a position. */
export function controls(parent, player, steps, verified, time) {
  const go = (change) => () => {
    player.pause();
    player.go(change());
  };
  const first = iconButton('first', word('replay.first'), go(() => 0));
  const back = iconButton('back', word('replay.back'), go(() => player.index - 1));
  const play = iconButton('play', word('replay.play'), () => player.toggle());
  const forward = iconButton('forward', word('replay.forward'), go(() => player.index + 1));
  const last = iconButton('last', word('replay.last'), go(() => player.last));
  const slider = sliderOf(player);
  const label = make('output', { className: 'kf-when' });

  player.onPlaying = (playing) => {
    const name = playing ? 'pause' : 'play';
    play.title = play.ariaLabel = word(`replay.${name}`);
    play.replaceChildren(icon(name));
  };
  const keys = make('div', { className: 'kf-keys', role: 'group' }, first, back, play, forward, last);
  parent.append(make('div', { className: 'kf-bar' }, keys, speedSelect(player), slider, label, hashChip(verified)));

  return (index) => {
    slider.value = index;
    slider.ariaValueText = time(steps[index].at);
    label.replaceChildren(make('b', {}, time(steps[index].at)), make('small', {}, word('replay.step', { number: index + 1, total: steps.length })));
    first.disabled = back.disabled = index === 0;
    forward.disabled = last.disabled = index === player.last;
  };
}

function sliderOf(player) {
  const oninput = ({ target }) => {
    player.pause();
    player.go(target.value);
  };
  return make('input', { type: 'range', min: 0, max: player.last, step: 1, className: 'kf-slider', ariaLabel: word('replay.position'), oninput });
}

function speedSelect(player) {
  const choices = SPEEDS.map((speed) => make('option', { value: speed, selected: speed === 1 }, `${speed}×`));
  const onchange = ({ target }) => player.setSpeed(Number(target.value));
  return make('select', { className: 'kf-speed', title: word('replay.speed'), ariaLabel: word('replay.speed'), onchange }, ...choices);
}

export function hashChip(verified) {
  const chip = verified ? ['good', '✓ ', 'replay.verified'] : ['bad', '✗ ', 'replay.broken'];
  return make('span', { className: `kf-chip kf-chip-${chip[0]} kf-hash` }, chip[1] + word(chip[2]));
}
