// Island "modeler": draw a process, check it, publish it.
// config: {xmlUrl, publishUrl, checkUrl, templatesUrl, tryUrl, csrfToken, processKey, version, canPublish}
import { desk } from './editing/desk.js';
import { island } from './island.js';
import { Editor } from './modeler/editor.js';
import { trialTool } from './modeler/trial.js';
import { load } from './server.js';

island('modeler', async (element, { xmlUrl, processKey, templatesUrl, ...config }) => {
  const create = ({ canvas, panel }) => new Editor(canvas, panel);
  const editor = await desk(element, { ...config, sourceUrl: xmlUrl, name: processKey }, create, (parts) => [trialTool(parts, config)]);
  if (templatesUrl) editor.offer(await load(templatesUrl, 'json'));
  window.kefuflowModeler = editor;
});
