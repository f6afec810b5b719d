// A file of decisions being edited: dmn-js, one tab per decision and one for how they depend on each other.
import Modeler from 'dmn-js/lib/Modeler';

import { fit } from '../diagram/viewport.js';
import { make } from '../dom.js';
import { TextEditor } from '../editing/text_editor.js';
import { translation } from '../i18n/translation.js';
import { word } from '../i18n/words.js';

import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './dmn.css';

const KINDS = ['drd', 'decisionTable', 'literalExpression', 'boxedExpression'];
const ROOM = { left: 90, top: 110, right: 28, bottom: 40 }; // for the palette and the name of the file
const modules = { additionalModules: [translation] };

export class DmnEditor extends TextEditor {
  constructor(canvas) {
    super();
    this.suffix = '.dmn';
    this.accept = '.dmn,.xml';
    const place = make('div', { className: 'kf-dmn' });
    this.tabs = make('nav', { className: 'kf-tabs', role: 'tablist', ariaLabel: word('dmn.views') });
    canvas.append(this.tabs, place);
    this.modeler = new Modeler({ container: place, ...Object.fromEntries(KINDS.map((kind) => [kind, modules])) });
    this.modeler.on('views.changed', () => this.showTabs());
    this.modeler.on('viewer.created', ({ viewer }) => viewer.on('commandStack.changed', () => this.edited()));
  }

  async read(text) {
    await this.modeler.importXML(text);
    this.shown();
  }

  async write() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  get stack() {
    return this.modeler.getActiveViewer()?.get('commandStack', false);
  }

  /** Opens the decision; answers false when the file has none of that id. */
  select(id) {
    const view = this.modeler.getViews().find(({ element }) => element.id === id);
    if (view) void this.show(view);
    return Boolean(view);
  }

  async show(view) {
    await this.modeler.open(view);
    this.shown();
  }

  shown() {
    if (this.modeler.getActiveView()?.type === 'drd') fit(this.modeler.getActiveViewer().get('canvas'), ROOM);
    this.showTabs();
  }

  showTabs() {
    const active = this.modeler.getActiveView();
    this.tabs.replaceChildren(...this.modeler.getViews().map((view) => this.tab(view, view.element === active?.element)));
  }

  tab(view, isActive) {
    const text = view.type === 'drd' ? word('dmn.overview') : view.name || view.id;
    const properties = { type: 'button', className: 'kf-tab', role: 'tab', ariaSelected: String(isActive) };
    return make('button', { ...properties, onclick: () => this.show(view) }, text);
  }
}
