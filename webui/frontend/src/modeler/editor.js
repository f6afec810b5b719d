// The diagram being drawn: bpmn-js with the Camunda 7 properties panel, and whether it differs from what was opened.
import Modeler from 'bpmn-js/lib/Modeler';
import { isAny } from 'bpmn-js/lib/util/ModelUtil';
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  CamundaPlatformPropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import { ElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import chooser from '@bpmn-io/element-template-chooser';
import camundaBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-platform';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import minimap from 'diagram-js-minimap';

import { fit, zoomBy } from '../diagram/viewport.js';
import { make } from '../dom.js';
import { translation, untranslated } from '../i18n/translation.js';
import { shownNames } from './shown_names.js';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';

const PALETTE_WIDTH = 140;
const SIGN = 'kefuflow-problem';

/** What a case can go through. */
const isStation = ({ businessObject, labelTarget }) => !labelTarget && isAny(businessObject, ['bpmn:FlowNode', 'bpmn:SequenceFlow']);

/** Where the sign of a problem stands: at a corner, on a connection halfway along. */
function cornerOf({ waypoints }) {
  if (!waypoints) return { top: -12, left: -10 };
  const before = waypoints[Math.floor((waypoints.length - 1) / 2)];
  const after = waypoints[Math.floor((waypoints.length - 1) / 2) + 1];
  const corner = { x: Math.min(...waypoints.map(({ x }) => x)), y: Math.min(...waypoints.map(({ y }) => y)) };
  return { left: (before.x + after.x) / 2 - corner.x - 12, top: (before.y + after.y) / 2 - corner.y - 12 };
}

export class Editor {
  /** `texts`: {name: name shown}. */
  constructor(canvas, panel, texts = {}) {
    this.texts = texts;
    this.modeler = new Modeler({
      container: canvas,
      propertiesPanel: { parent: panel },
      moddleExtensions: { camunda },
      additionalModules: [
        BpmnPropertiesPanelModule,
        BpmnPropertiesProviderModule,
        CamundaPlatformPropertiesProviderModule,
        ElementTemplatesPropertiesProviderModule,
        chooser,
        camundaBehaviors,
        minimap,
        translation,
        shownNames(texts),
      ],
    });
    this.suffix = '.bpmn';
    this.accept = '.bpmn,.xml';
    this.publishHint = 'modeler.publish-hint';
    this.savedAt = 0;
    this.listeners = [];
    this.untranslated = untranslated;
    this.marked = [];
    this.modeler.on('commandStack.changed', () => this.tell());
  }

  /** What a task can be made of; those that cannot be read are left out. */
  offer(templates) {
    this.modeler.get('elementTemplatesLoader').setTemplates(templates);
  }

  get stack() {
    return this.modeler.get('commandStack');
  }

  /** Position on the command stack is compared, so that undoing everything counts as unchanged. */
  get changed() {
    return this.replaced || this.stack._stackIdx !== this.savedAt;
  }

  /** Opens a diagram; `replaced` says that it is not the one which the server has. Throws when it is not readable. */
  async open(xml, { replaced = false } = {}) {
    await this.modeler.importXML(xml);
    this.replaced = replaced;
    this.savedAt = this.stack._stackIdx;
    this.fit();
    this.tell();
  }

  get canUndo() {
    return this.stack.canUndo();
  }

  get canRedo() {
    return this.stack.canRedo();
  }

  undo() {
    this.stack.undo();
  }

  redo() {
    this.stack.redo();
  }

  async source() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  /** What is drawn now is what the server has. */
  saved() {
    this.replaced = false;
    this.savedAt = this.stack._stackIdx;
    this.tell();
  }

  fit() {
    fit(this.modeler.get('canvas'), { left: PALETTE_WIDTH });
  }

  zoomBy(factor) {
    zoomBy(this.modeler.get('canvas'), factor);
  }

  /** Selects an element and brings it into view; answers false when the diagram has no such element. */
  select(id) {
    const element = this.modeler.get('elementRegistry').get(id);
    if (!element) return false;
    const canvas = this.modeler.get('canvas');
    if (element !== canvas.getRootElement()) canvas.scrollToElement(element);
    this.modeler.get('selection').select(element);
    return true;
  }

  /** The name of an element, as it is shown. */
  nameOf(id) {
    const name = this.modeler.get('elementRegistry').get(id)?.businessObject.name;
    return this.texts[name] ?? name;
  }

  /** Calls `listener(id)` when the sign of a problem on an element is clicked. */
  onProblem(listener) {
    this.problemListener = listener;
  }

  /** Marks the elements that have problems: `{element: {severity, messages}}`; earlier marks go. */
  markProblems(problems) {
    const canvas = this.modeler.get('canvas');
    const registry = this.modeler.get('elementRegistry');
    for (const [id, marker] of this.marked) if (registry.get(id)) canvas.removeMarker(id, marker);
    this.modeler.get('overlays').remove({ type: SIGN });
    const drawn = Object.entries(problems).filter(([id]) => registry.get(id) && registry.get(id) !== canvas.getRootElement());
    this.marked = drawn.map(([id, { severity }]) => [id, severity === 'error' ? 'kf-incident' : 'kf-overdue']);
    for (const [id, marker] of this.marked) canvas.addMarker(id, marker);
    for (const [id, problem] of drawn) this.sign(registry.get(id), problem);
  }

  sign(element, { severity, messages }) {
    const kind = severity === 'error' ? 'incident' : 'overdue';
    const title = messages.join('\n');
    const properties = { type: 'button', className: `kf-badge kf-badge-${kind} kf-sign`, title, ariaLabel: title };
    const onclick = () => {
      this.select(element.id);
      this.problemListener?.(element.id);
    };
    const html = make('button', { ...properties, onclick }, messages.length > 1 ? `! ${messages.length}` : '!');
    this.modeler.get('overlays').add(element, SIGN, { position: cornerOf(element), html, scale: { min: 0.8 } });
  }

  /** Paints what was met (a set of ids) and what could have been met but was not; null takes the paint off. */
  paint(met) {
    const canvas = this.modeler.get('canvas');
    for (const element of this.modeler.get('elementRegistry').filter(isStation)) {
      for (const marker of ['kf-covered', 'kf-missed']) canvas.removeMarker(element, marker);
      if (met) canvas.addMarker(element, met.has(element.id) ? 'kf-covered' : 'kf-missed');
    }
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  tell() {
    for (const listener of this.listeners) listener(this);
  }
}
