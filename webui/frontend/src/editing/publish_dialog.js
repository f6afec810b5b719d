// Asks for a comment and publishes what is edited.
import { button, make } from '../dom.js';
import { word } from '../i18n/words.js';
import { post } from '../server.js';

/**
 * Answers `{element, ask}`. `publishUrl` names the version that its author saw, so each answer brings the next. A draft is
 * saved and published on its own page, with all its files.
 */
export function publishDialog(editor, problems, draft, config) {
  const comment = make('textarea', { rows: 4, required: true, maxLength: 500, name: 'comment' });
  const confirm = make('button', { type: 'submit', className: 'kf-button kf-button-primary' }, word('modeler.confirm'));
  const form = make(
    'form',
    { method: 'dialog' },
    make('h2', {}, word('modeler.publish')),
    make('p', {}, word(editor.publishHint)),
    make('label', {}, word('modeler.publish-comment'), comment),
    make('div', { className: 'kf-answers' }, button(word('modeler.cancel'), () => element.close()), confirm),
  );
  const element = make('dialog', { className: 'kf-dialog' }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    confirm.disabled = true;
    config.publishUrl = (await publish(editor, problems, comment.value.trim(), config)) ?? config.publishUrl;
    confirm.disabled = false;
    element.close();
  });
  const ask = async () => {
    if (!config.draftUrl) return element.showModal();
    if (!editor.changed || (await draft.save())) location.assign(`${config.draftUrl}#publish`);
  };
  return { element, ask };
}

/** Answers where to publish next, if the server says so. */
async function publish(editor, problems, comment, { publishUrl, csrfToken }) {
  try {
    const answer = await post(publishUrl, { source: await editor.source(), comment }, csrfToken);
    receive(answer, editor, problems);
    return answer.body?.publishUrl;
  } catch (error) {
    problems.say('bad', word('modeler.failed', { reason: error.message }));
    return null;
  }
}

function receive({ status, body }, editor, problems) {
  if (status === 200 && body) {
    editor.saved();
    const link = body.url && { href: body.url, text: word('modeler.published-link') };
    return problems.say('good', word('modeler.published', { version: body.version }), link);
  }
  if (status === 422 && body?.problems) return problems.show(body.problems, word('modeler.refused'));
  if (status === 409) return problems.say('warn', body?.message ?? word('modeler.conflict'));
  if (status === 403) return problems.say('bad', body?.message ?? word('modeler.forbidden'));
  return problems.say('bad', body?.message ?? word('modeler.failed', { reason: status }));
}
