// What part of a diagram is seen.
const SMALLEST = 0.2;
const LARGEST = 4;
const READABLE = 0.8;
const LEGIBLE = 0.5; // a wide diagram begins no smaller, and is moved about instead
const EDGE = 28; // pixels of the screen

/** Shows everything with room around it (in pixels of the screen), centred, and never larger than drawn. */
export function fit(canvas, { left = EDGE, top = EDGE, right = EDGE, bottom = EDGE } = {}) {
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

/** Shows everything when names can still be read then; else a readable part around `middle`, or the upper left. */
export function begin(canvas, middle = { x: -Infinity, y: -Infinity }) {
  fit(canvas);
  if (canvas.zoom() < LEGIBLE) around(canvas, middle, LEGIBLE);
}

/** Moves to a shape or connection that is not, or hardly, in view; the zoom stays. */
export function follow(canvas, element) {
  const box = boxOf(element);
  const seen = canvas.viewbox();
  const edge = EDGE / seen.scale;
  const isIn = (axis, length) => box[axis] >= seen[axis] + edge && box[axis] + box[length] <= seen[axis] + seen[length] - edge;
  if (!isIn('x', 'width') || !isIn('y', 'height')) around(canvas, middleOf(element), seen.scale);
}

/** As near to the middle as can be without showing what is beyond the diagram and some room around it. */
function around(canvas, middle, scale) {
  const { inner, outer } = canvas.viewbox();
  const size = { width: outer.width / scale, height: outer.height / scale };
  const room = EDGE / scale;
  const corner = (axis, length) => within(middle[axis] - size[length] / 2, inner[axis] - room, inner[axis] + inner[length] + room - size[length]);
  canvas.viewbox({ x: corner('x', 'width'), y: corner('y', 'height'), ...size });
}

/** Between two ends; in the middle where they are the wrong way round, since everything fits. */
const within = (wanted, low, high) => (low > high ? (low + high) / 2 : Math.min(Math.max(wanted, low), high));

/** Zooms around the middle, within bounds. */
export function zoomBy(canvas, factor) {
  canvas.zoom(Math.min(LARGEST, Math.max(SMALLEST, canvas.zoom() * factor)));
}

/** Brings a shape, or the box around a connection, into the middle; zooms in where names could not be read. */
export function centre(canvas, element) {
  const middle = middleOf(element);
  const { outer, scale } = canvas.viewbox();
  const shown = Math.max(scale, READABLE);
  const size = { width: outer.width / shown, height: outer.height / shown };
  canvas.viewbox({ x: middle.x - size.width / 2, y: middle.y - size.height / 2, ...size });
}

/** The middle of a shape, or of the box around a connection. */
export function middleOf(element) {
  const { x, y, width, height } = boxOf(element);
  return { x: x + width / 2, y: y + height / 2 };
}

function boxOf({ x = 0, y = 0, width = 0, height = 0, waypoints }) {
  if (!waypoints) return { x, y, width, height };
  const [xs, ys] = [waypoints.map((point) => point.x), waypoints.map((point) => point.y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
