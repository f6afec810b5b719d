// A form being edited: form-js's palette, the form, and the properties of the chosen field.
import { FormEditor } from '@bpmn-io/form-js-editor';

import { TextEditor } from '../editing/text_editor.js';
import { labelNewFields } from './new_field.js';

import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import './form-editor.css';

export class FormEditing extends TextEditor {
  constructor(canvas, panel) {
    super();
    this.suffix = '.form';
    this.accept = '.form,.json';
    this.editor = new FormEditor({ container: canvas, propertiesPanel: { parent: panel } });
    labelNewFields(this.editor.get('fieldFactory'));
    this.editor.on('commandStack.changed', () => this.edited());
  }

  /** The schema version stays what it was: newer readers know the older ones. An empty text is an empty form. */
  async read(text) {
    const schema = JSON.parse(text || '{"type": "default", "components": []}');
    await this.editor.importSchema(schema);
    this.schemaVersion = schema.schemaVersion;
  }

  async write() {
    const schema = this.editor.saveSchema();
    const schemaVersion = this.schemaVersion ?? schema.schemaVersion;
    return `${JSON.stringify({ ...schema, schemaVersion }, null, 2)}\n`;
  }

  get stack() {
    return this.editor.get('commandStack');
  }

  /** Selects a field by its id or key; answers false when there is none. */
  select(name) {
    const fields = Object.values(this.editor.get('formFieldRegistry')._formFields);
    const field = fields.find(({ id, key }) => id === name || key === name);
    if (field) this.editor.get('selection').set(field);
    return Boolean(field);
  }
}
