// Island "dmn": edit a file of decisions, check it, publish it.
// config: {sourceUrl, publishUrl, checkUrl, csrfToken, name, version, canPublish}
import { DmnEditor } from './dmn/dmn_editor.js';
import { desk } from './editing/desk.js';
import { island } from './island.js';

island('dmn', async (element, config) => {
  window.kefuflowEditor = await desk(element, config, ({ canvas }) => new DmnEditor(canvas));
});
