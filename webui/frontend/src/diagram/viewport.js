// What part of a diagram is seen.
const SMALLEST = 0.2;
const LARGEST = 4;

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
