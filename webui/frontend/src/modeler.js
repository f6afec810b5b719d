// Island "modeler": draw a process, check it, try it out, save it as a draft, publish it.
// config: as the other editors have it (editing/desk.js), and {templatesUrl, tryUrl, texts: {name: name shown}}
import { desk } from './editing/desk.js';
import { island } from './island.js';
import { Editor } from './modeler/editor.js';
import { trialTool } from './modeler/trial.js';
import { load } from './server.js';

island('modeler', async (element, config) => {
  const create = ({ canvas, panel }) => new Editor(canvas, panel, config.texts);
  const editor = await desk(element, config, create, (parts) => [trialTool(parts, config)]);
  if (config.templatesUrl) editor.offer(await load(config.templatesUrl, 'json'));
  window.kefuflowModeler = editor;
});
