// Drawn here, because not every machine has a font with these signs.
const PATHS = {
  first: 'M3 3h2v10H3zM13 3v10L6 8z',
  back: 'M11 3v10L4 8z',
  play: 'M4 2.5v11L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  forward: 'M3 3v10l6-5zM10 3h2v10h-2z',
  last: 'M3 3v10l4.5-5zM7.5 3v10L12 8zM12 3h2v10h-2z',
  plus: 'M7 3h2v4h4v2H9v4H7V9H3V7h4z',
  minus: 'M3 7h10v2H3z',
  fit: 'M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z',
  undo: 'M6 2v3.5h3.5a4 4 0 0 1 0 8H5v-1.8h4.5a2.2 2.2 0 0 0 0-4.4H6V11L1.5 6.5z',
  redo: 'M10 2v3.5H6.5a4 4 0 0 0 0 8H11v-1.8H6.5a2.2 2.2 0 0 1 0-4.4H10V11l4.5-4.5z',
};
const SVG = 'http://www.w3.org/2000/svg';

/** An icon of 16 by 16 in the colour of the text. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', width: 16, height: 16, fill: 'currentColor', 'aria-hidden': true })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
