// Island "modeler": draw a process, check it, publish it.
// config: {xmlUrl, publishUrl, checkUrl, csrfToken, processKey, version, canPublish}
import { make } from './dom.js';
import { island } from './island.js';
import { Editor } from './modeler/editor.js';
import { problemList } from './modeler/problem_list.js';
import { publishDialog } from './modeler/publish_dialog.js';
import { toolbar } from './modeler/toolbar.js';
import { load } from './server.js';

import './modeler/modeler.css';

island('modeler', async (element, config) => {
  const canvas = make('div', { className: 'kf-canvas' });
  const panel = make('div', { className: 'kf-panel' });
  const frame = make('div', { className: 'kf-diagram' }, canvas);
  const root = make('div', { className: 'kf-modeler' });
  element.append(root);

  const editor = new Editor(canvas, panel);
  const problems = problemList(editor);
  const publish = publishDialog(editor, problems, config);
  const bar = toolbar(editor, problems, publish, config);
  root.append(bar, make('div', { className: 'kf-desk' }, frame, panel), problems.element, publish.element);

  await editor.open(await load(config.xmlUrl));
  window.addEventListener('beforeunload', (event) => editor.changed && event.preventDefault());
  window.kefuflowModeler = editor;
});
