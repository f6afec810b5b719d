// The bar above the canvas.
import { button, iconButton, make } from '../dom.js';
import { word } from '../i18n/words.js';

/** `more` are buttons of the editor's own. */
export function toolbar(editor, problems, { draft, publish }, config, more = []) {
  const { name, version, canPublish } = config;
  const tool = (key, onclick, properties) => button(word(key), onclick, properties);
  const undo = iconButton('undo', word('modeler.undo'), () => editor.undo());
  const redo = iconButton('redo', word('modeler.redo'), () => editor.redo());
  const state = make('span', { className: 'kf-chip kf-chip-plain', role: 'status' });
  editor.onChange(() => {
    undo.disabled = !editor.canUndo;
    redo.disabled = !editor.canRedo;
    state.textContent = word(`modeler.${config.draftUrl ? 'draft-' : ''}${editor.changed ? 'unsaved' : 'saved'}`);
    state.className = `kf-chip ${editor.changed ? 'kf-chip-warn' : 'kf-chip-plain'}`;
  });
  const title = make('strong', {}, name ?? '', version ? make('small', {}, word('modeler.version', { version })) : null);
  return make(
    'div',
    { className: 'kf-tools', role: 'toolbar' },
    title,
    opener(editor, problems),
    button(word('modeler.download', { suffix: editor.suffix }), () => download(editor, name)),
    make('span', { className: 'kf-zooms', role: 'group' }, undo, redo),
    editor.zoomBy ? zoom(editor) : null,
    state,
    problems.chip,
    make('span', { className: 'kf-space' }),
    ...more,
    config.checkUrl ? tool('modeler.check', () => problems.check(config.checkUrl, config.csrfToken)) : null,
    draft.offered ? tool('modeler.draft-save', () => draft.save(), { title: 'Ctrl+S' }) : null,
    canPublish ? tool('modeler.publish', () => publish.ask(), { className: 'kf-button kf-button-primary' }) : null,
  );
}

function zoom(editor) {
  return make(
    'span',
    { className: 'kf-zooms', role: 'group', ariaLabel: word('modeler.zoom') },
    iconButton('minus', word('zoom.out'), () => editor.zoomBy(0.8)),
    iconButton('fit', word('zoom.fit'), () => editor.fit()),
    iconButton('plus', word('zoom.in'), () => editor.zoomBy(1.25)),
  );
}

function opener(editor, problems) {
  const onchange = ({ target }) => {
    void openFile(editor, problems, target.files[0]);
    target.value = '';
  };
  const input = make('input', { type: 'file', accept: editor.accept, hidden: true, onchange });
  return make('span', {}, button(word('modeler.open'), () => input.click()), input);
}

async function openFile(editor, problems, file) {
  if (!file || (editor.changed && !window.confirm(word('modeler.discard')))) return;
  const [before, changed] = [await editor.source(), editor.changed];
  try {
    await editor.open(await file.text(), { replaced: true });
    problems.clear();
  } catch (error) {
    await editor.open(before, { replaced: changed });
    problems.say('bad', word('modeler.unreadable', { reason: error.message }));
  }
}

async function download(editor, name) {
  const url = URL.createObjectURL(new Blob([await editor.source()], { type: 'application/octet-stream' }));
  make('a', { href: url, download: `${name || 'unnamed'}${editor.suffix}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
