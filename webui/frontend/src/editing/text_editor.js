// An editor that knows what changed by writing its text again: undoing everything counts as unchanged.

/** Subclasses have `read(text)`, `write()` and `stack`, a command stack or nothing. */
export class TextEditor {
  constructor() {
    this.changed = false;
    this.publishHint = 'editor.publish-hint';
    this.listeners = [];
  }

  /** Opens a text; `replaced` says that it is not the one which the server has. Throws when it is not readable. */
  async open(text, { replaced = false } = {}) {
    await this.read(text);
    this.known = replaced ? null : await this.write();
    await this.edited();
  }

  source() {
    return this.write();
  }

  /** What is there now is what the server has. */
  async saved() {
    this.known = await this.write();
    await this.edited();
  }

  async edited() {
    this.changed = (await this.write()) !== this.known;
    this.tell();
  }

  get canUndo() {
    return Boolean(this.stack?.canUndo());
  }

  get canRedo() {
    return Boolean(this.stack?.canRedo());
  }

  undo() {
    this.stack?.undo();
  }

  redo() {
    this.stack?.redo();
  }

  markProblems() {}

  onChange(listener) {
    this.listeners.push(listener);
  }

  tell() {
    for (const listener of this.listeners) listener(this);
  }
}
