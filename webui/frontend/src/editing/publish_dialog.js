// Asks for a comment and publishes what is edited.
import { button, make } from '../dom.js';
import { word } from '../i18n/words.js';
import { post } from '../server.js';

/** Answers `{element, ask}`. The server's `publishUrl` names the version that its author saw, so each answer brings the next. */
export function publishDialog(editor, problems, { publishUrl, csrfToken }) {
  let url = publishUrl;
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
    url = (await publish(editor, problems, url, comment.value.trim(), csrfToken)) ?? url;
    confirm.disabled = false;
    element.close();
  });
  return { element, ask: () => element.showModal() };
}

/** Answers where to publish next, if the server says so. */
async function publish(editor, problems, url, comment, csrfToken) {
  try {
    const answer = await post(url, { source: await editor.source(), comment }, csrfToken);
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
