// What is edited, kept on the server as a draft: faulty or not, and never over what somebody else saved meanwhile.
import { button } from '../dom.js';
import { word } from '../i18n/words.js';
import { post } from '../server.js';

const GONE = 404; // published or discarded by somebody else
const CHANGED = 409;

/** Answers `{offered, save}`; `save` answers whether it was saved, and has `config` follow the draft. */
export function draftSaver(editor, problems, config) {
  const saveTo = async (url) => {
    try {
      const source = await editor.source();
      const { status, body } = await post(url, { source }, config.csrfToken);
      if (status === 200 && body) return await saved(editor, problems, config, body, source);
      told(problems, status, body, () => saveTo(config.newDraftUrl));
    } catch (error) {
      problems.say('bad', word('modeler.failed', { reason: error.message }));
    }
    return false;
  };
  return {
    offered: Boolean(config.saveUrl),
    save: () => saveTo(config.saveUrl),
  };
}

async function saved(editor, problems, config, links, source) {
  Object.assign(config, links);
  history.replaceState(null, '', links.editUrl);
  if ((await editor.source()) === source) await editor.saved(); // else somebody went on meanwhile
  problems.say('good', word('modeler.draft-saved'), { href: links.draftUrl, text: word('modeler.draft-link') });
  return true;
}

function told(problems, status, body, saveAsNew) {
  const message = body?.message ?? word('modeler.failed', { reason: status });
  if (status !== CHANGED && status !== GONE) return problems.say('bad', message);
  return problems.put('warn', message, button(word('modeler.draft-new'), saveAsNew));
}
