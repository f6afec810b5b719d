// A text file being edited: its lines with their numbers, and how its kind is written beside it.
import { make } from '../dom.js';
import { TextEditor } from '../editing/text_editor.js';
import { word } from '../i18n/words.js';

import './text.css';

const KINDS = {
  templates: { suffix: '.notices.yaml', accept: '.yaml,.yml', begun: 'templates:\n' },
  texts: { suffix: '.texts.en.json', accept: '.json', begun: '{\n}\n' },
};

export class TextEditing extends TextEditor {
  constructor(canvas, panel, kind) {
    super();
    const { suffix, accept, begun } = KINDS[kind];
    Object.assign(this, { suffix, accept, begun });
    this.numbers = make('pre', { className: 'kf-numbers', ariaHidden: 'true' });
    this.area = make('textarea', { className: 'kf-text', spellcheck: false, wrap: 'off', ariaLabel: word(`text.${kind}`) });
    this.area.addEventListener('input', () => this.edited());
    this.area.addEventListener('scroll', () => (this.numbers.scrollTop = this.area.scrollTop));
    canvas.append(make('div', { className: 'kf-lines' }, this.numbers, this.area));
    const rules = word(`text.${kind}-rules`).split('\n').map((rule) => make('p', {}, rule));
    panel.append(make('div', { className: 'kf-rules' }, make('h3', {}, word(`text.${kind}`)), ...rules));
  }

  async read(text) {
    this.area.value = text || this.begun;
  }

  async write() {
    return this.area.value;
  }

  async edited() {
    const count = this.area.value.split('\n').length;
    this.numbers.textContent = Array.from({ length: count }, (_, index) => index + 1).join('\n');
    await super.edited();
  }

  /** Undoing is the browser's own. */
  get canUndo() {
    return this.changed;
  }

  get canRedo() {
    return true;
  }

  undo() {
    this.area.focus();
    document.execCommand('undo');
  }

  redo() {
    this.area.focus();
    document.execCommand('redo');
  }

  /** Goes to the entry of that name; answers false when there is none. */
  select(name) {
    const line = this.lines.findIndex((text) => text.trim().startsWith(`${name}:`));
    return line >= 0 && this.goToLine(line + 1);
  }

  goToLine(number) {
    const start = this.lines.slice(0, number - 1).join('\n').length + (number > 1 ? 1 : 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (this.lines[number - 1]?.length ?? 0));
    this.area.scrollTop = Math.max(0, (number - 5) * (this.area.scrollHeight / this.lines.length));
    return true;
  }

  get lines() {
    return this.area.value.split('\n');
  }
}
