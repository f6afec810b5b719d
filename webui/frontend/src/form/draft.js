// What was typed and not yet accepted, kept in this browser tab until it is.
import { button, make } from '../dom.js';
import { word } from '../i18n/words.js';

/** Only values that differ from what the server sent are kept, so that a fresh value of another field is not overwritten. */
export class Draft {
  constructor(name, served) {
    this.name = name && `kefuflow:draft:${name}`;
    this.served = served;
    this.found = this.read();
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name) ?? '{}');
    } catch {
      return {};
    }
  }

  /** The served values with the draft over them. */
  restored() {
    return { ...this.served, ...this.found };
  }

  /** Keeps what differs from the served values, or from the form's own defaults in `initial`. */
  keep(values, initial) {
    if (!this.name) return;
    const untouched = Object.fromEntries(Object.entries(initial).filter(([key]) => !(key in this.found)));
    const before = { ...untouched, ...this.served };
    const typed = Object.entries(values).filter(([key, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[key] ?? null));
    try {
      if (typed.length) sessionStorage.setItem(this.name, JSON.stringify(Object.fromEntries(typed)));
      else this.clear();
    } catch {
      // a full or forbidden store costs the draft, never the work
    }
  }

  clear() {
    if (this.name) sessionStorage.removeItem(this.name);
  }

  /** Says that a draft was restored and lets the user drop it. */
  offerDiscard(parent) {
    if (!Object.keys(this.found).length) return;
    const discard = button(word('draft.discard'), () => {
      this.clear();
      location.reload();
    });
    parent.prepend(make('p', { className: 'kf-draft', role: 'status' }, word('draft.restored'), discard));
  }
}
