// Island "form-editor": edit a form, check it, publish it.
// config: {sourceUrl, publishUrl, checkUrl, csrfToken, name, version, canPublish}
import { desk } from './editing/desk.js';
import { FormEditing } from './form-editor/form_editing.js';
import { island } from './island.js';

island('form-editor', async (element, config) => {
  window.kefuflowEditor = await desk(element, config, ({ canvas, panel }) => new FormEditing(canvas, panel));
});
