// A diagram to look at: loading, zoom buttons, and marks on its elements. Shared by viewer and replay.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import { iconButton, make } from '../dom.js';
import { word } from '../i18n/words.js';
import { load } from '../server.js';
import { begin, centre, fit, follow, middleOf, zoomBy } from './viewport.js';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './diagram.css';

const CORNERS = { 'top-right': { top: -13, right: 14 }, 'top-left': { top: -13, left: -10 }, 'bottom-left': { bottom: 11, left: -10 } };

export const LABEL_WIDTH = 80;
const SMALLEST_BADGE = 0.8;

/**
 * Shows the diagram at `xmlUrl` inside `parent` and answers its `Diagram`; names that `texts` has are shown as it says.
 * `onRead(definitions)` sees the model as it stands in the file.
 */
export async function openDiagram(parent, xmlUrl, texts = {}, onRead = () => {}) {
  const canvas = make('div', { className: 'kf-canvas' });
  const frame = make('div', { className: 'kf-diagram' }, canvas);
  parent.append(frame);
  const viewer = new NavigatedViewer({ container: canvas });
  viewer.on('import.parse.complete', ({ definitions, elementsById = {} }) => {
    if (definitions) onRead(definitions);
    rename(Object.values(elementsById), texts);
  });
  await viewer.importXML(await load(xmlUrl));
  const diagram = new Diagram(viewer, frame);
  frame.append(zoomButtons(diagram));
  diagram.fit();
  new ResizeObserver(() => diagram.resized()).observe(canvas);
  return diagram;
}

/** What viewer and replay do with bpmn-js. Elements that the diagram does not have are passed over. */
export class Diagram {
  constructor(viewer, frame) {
    this.viewer = viewer;
    this.frame = frame;
    this.canvas = viewer.get('canvas');
    this.elements = viewer.get('elementRegistry');
    this.overlays = viewer.get('overlays');
    this.marked = [];
  }

  fit() {
    this.place(() => fit(this.canvas));
  }

  /** Where reading begins: everything, or of a wide diagram a readable part around one of `ids`, rather work than a timer. */
  begin(ids = []) {
    const drawn = ids.map((id) => this.elements.get(id)).filter((each) => each && each !== this.canvas.getRootElement());
    const element = drawn.find(({ type }) => type === 'bpmn:UserTask') ?? drawn[0];
    this.place(() => begin(this.canvas, element && middleOf(element)));
  }

  /** Moves to an element that is out of view; the user's zoom stays. */
  follow(id) {
    const element = this.elements.get(id);
    if (element && element !== this.canvas.getRootElement()) follow(this.canvas, element);
  }

  place(how) {
    how();
    this.how = how;
    this.placed = viewOf(this.canvas);
  }

  /** Keeps a diagram where it was placed when the page changes its size, and leaves the user's own view alone. */
  resized() {
    if (viewOf(this.canvas) === this.placed) this.place(this.how);
    else this.canvas.resized();
  }

  mark(id, marker) {
    if (!this.elements.get(id)) return;
    this.canvas.addMarker(id, marker);
    this.marked.push([id, marker]);
  }

  /** Brings an element into the middle, large enough to be read, and outlines it; the one before loses its outline. */
  point(id) {
    if (this.pointed) this.canvas.removeMarker(this.pointed, 'kf-current');
    this.pointed = null;
    const element = this.elements.get(id);
    if (!element || element === this.canvas.getRootElement()) return;
    this.pointed = id;
    this.canvas.addMarker(id, 'kf-current');
    centre(this.canvas, element);
  }

  /** A small label at a corner of an element; `kind` chooses its colour. */
  badge(id, { text, title, kind, corner = 'top-right' }) {
    if (!this.elements.get(id)) return;
    this.overlays.add(id, 'kefuflow', { position: CORNERS[corner], scale: { min: SMALLEST_BADGE }, html: make('span', { className: `kf-badge kf-badge-${kind}`, title }, text) });
  }

  clear() {
    for (const [id, marker] of this.marked) if (this.elements.get(id)) this.canvas.removeMarker(id, marker);
    this.marked = [];
    this.overlays.remove({ type: 'kefuflow' });
  }

  /** Calls `listener({id, name})` when an element is clicked; a label counts as its element, the empty canvas as nothing. */
  onClick(listener) {
    this.viewer.on('element.click', ({ element }) => {
      if (element === this.canvas.getRootElement()) return;
      const { id, name = '' } = element.businessObject;
      listener({ id, name });
    });
  }
}

/** The corner and zoom that are seen, whatever the size of the window. */
function viewOf(canvas) {
  const { x, y, scale } = canvas.viewbox();
  return [x, y, scale].map((number) => number.toFixed(3)).join(' ');
}

function rename(elements, texts) {
  const renamed = new Set();
  for (const element of elements) {
    for (const property of ['name', 'text'].filter((each) => Object.hasOwn(texts, element[each]))) {
      element[property] = texts[element[property]];
      renamed.add(element);
    }
  }
  for (const { bpmnElement, label } of elements) if (renamed.has(bpmnElement) && label?.bounds) widen(label.bounds);
}

/** A label that was drawn around few signs would break the words of another language. */
function widen(bounds) {
  const more = Math.max(LABEL_WIDTH - bounds.width, 0);
  bounds.x -= more / 2;
  bounds.width += more;
}

function zoomButtons(diagram) {
  return make(
    'div',
    { className: 'kf-zoom', role: 'group' },
    iconButton('plus', word('zoom.in'), () => zoomBy(diagram.canvas, 1.25)),
    iconButton('minus', word('zoom.out'), () => zoomBy(diagram.canvas, 0.8)),
    iconButton('fit', word('zoom.fit'), () => diagram.fit()),
  );
}
