// Island "modeler": draw a process, check it, publish it.
// config: {xmlUrl, publishUrl, checkUrl, tryUrl, csrfToken, processKey, version, canPublish}
import { desk } from './editing/desk.js';
import { island } from './island.js';
import { Editor } from './modeler/editor.js';
import { trialTool } from './modeler/trial.js';

island('modeler', async (element, { xmlUrl, processKey, ...config }) => {
  const create = ({ canvas, panel }) => new Editor(canvas, panel);
  window.kefuflowModeler = await desk(element, { ...config, sourceUrl: xmlUrl, name: processKey }, create, (parts) => [trialTool(parts, config)]);
});
