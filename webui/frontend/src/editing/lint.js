// Asks the server, a moment after each change, what it would say; the last answer counts.
import { word } from '../i18n/words.js';
import { post } from '../server.js';

const PAUSE_MS = 700;
const LARGEST = 300_000; // signs; what is larger is checked on demand

/** Nothing where the server offers no `lintUrl`. A question that fails is left for the next change. */
export function lint(editor, problems, config) {
  if (!config.lintUrl) return;
  let timer;
  let newest = 0;
  const ask = async () => {
    const number = (newest += 1);
    const source = await editor.source();
    const answer = source.length > LARGEST ? tooLarge() : await answered(config, source);
    if (number === newest && answer) problems.found(answer);
  };
  editor.onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), PAUSE_MS);
  });
}

async function answered({ lintUrl, csrfToken }, source) {
  const { body } = await post(lintUrl, { source }, csrfToken);
  return body?.problems;
}

const tooLarge = () => [{ severity: 'warning', message: word('lint.too-large') }];
