// What every editor stands in: the bar, the drawing beside its panel, and the problems below.
import { make } from '../dom.js';
import { load } from '../server.js';
import { draftSaver } from './draft.js';
import { lint } from './lint.js';
import { problemList } from './problem_list.js';
import { publishDialog } from './publish_dialog.js';
import { toolbar } from './toolbar.js';

import './editing.css';

/**
 * Mounts an editor made by `create({canvas, panel})` and opens `sourceUrl` in it. An editor has `open(text, {replaced})`,
 * `source()`, `saved()`, `changed`, `canUndo`, `canRedo`, `undo()`, `redo()`, `select(id)`,
 * `markProblems({id: {severity, messages}})`, `onChange(listener)`, `suffix` and `accept`; `nameOf(id)` and `onProblem(listener)` where it has elements; `fit()` and `zoomBy(factor)` where something can be zoomed.
 * `tools({editor, problems})` answers buttons of its own. Of `config` (see the README), the addresses change when a draft was saved.
 */
export async function desk(element, config, create, tools = () => []) {
  const canvas = make('div', { className: 'kf-canvas' });
  const panel = make('div', { className: 'kf-panel' });
  const frame = make('div', { className: 'kf-diagram' }, canvas);
  const root = make('div', { className: 'kf-modeler', inert: true }); // until there is something to save
  element.append(root);

  const editor = create({ canvas, panel });
  const problems = problemList(editor);
  const draft = draftSaver(editor, problems, config);
  const publish = publishDialog(editor, problems, draft, config);
  const bar = toolbar(editor, problems, { draft, publish }, config, tools({ editor, problems }));
  root.append(bar, make('div', { className: `kf-desk kf-desk-${element.dataset.island}` }, frame, panel), problems.element, publish.element);

  lint(editor, problems, config);
  await editor.open(config.sourceUrl ? await load(config.sourceUrl) : '');
  root.inert = false;
  if (draft.offered) document.addEventListener('keydown', (event) => isSave(event) && (event.preventDefault(), draft.save()));
  window.addEventListener('beforeunload', (event) => editor.changed && event.preventDefault());
  return editor;
}

const isSave = ({ key, ctrlKey, metaKey }) => key === 's' && (ctrlKey || metaKey);
