// What part of a diagram is seen.
const SMALLEST = 0.2;
const LARGEST = 4;
const READABLE = 0.8;

/** Shows everything with room around it (in pixels of the screen), centred, and never larger than drawn. */
export function fit(canvas, { left = 28, top = 28, right = 28, bottom = 28 } = {}) {
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const room = { width: outer.width - left - right, height: outer.height - top - bottom };
  const scale = Math.max(SMALLEST, Math.min(1, room.width / inner.width, room.height / inner.height));
  canvas.viewbox({
    x: inner.x + inner.width / 2 - (left + room.width / 2) / scale,
    y: inner.y + inner.height / 2 - (top + room.height / 2) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

/** Zooms around the middle, within bounds. */
export function zoomBy(canvas, factor) {
  canvas.zoom(Math.min(LARGEST, Math.max(SMALLEST, canvas.zoom() * factor)));
}

/** Brings a shape, or the box around a connection, into the middle; zooms in where names could not be read. */
export function centre(canvas, { x = 0, y = 0, width = 0, height = 0, waypoints }) {
  const middle = waypoints ? boxMiddle(waypoints) : { x: x + width / 2, y: y + height / 2 };
  const { outer, scale } = canvas.viewbox();
  const shown = Math.max(scale, READABLE);
  const size = { width: outer.width / shown, height: outer.height / shown };
  canvas.viewbox({ x: middle.x - size.width / 2, y: middle.y - size.height / 2, ...size });
}

function boxMiddle(points) {
  const between = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  return { x: between(points.map(({ x }) => x)), y: between(points.map(({ y }) => y)) };
}
