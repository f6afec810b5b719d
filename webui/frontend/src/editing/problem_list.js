// What the server says about what is edited, below it; a click selects the element.
import { button, make } from '../dom.js';
import { word } from '../i18n/words.js';
import { post } from '../server.js';

/** Answers `{element, clear, put, say, show, check}`. Problems are `{severity, file, line, element, message}`. */
export function problemList(editor) {
  const element = make('section', { className: 'kf-problems', hidden: true, ariaLive: 'polite' });

  const clear = () => {
    element.hidden = true;
    element.replaceChildren();
    editor.markProblems({});
  };
  const put = (tone, message, ...more) => {
    const close = button('×', clear, { className: 'kf-button kf-close', title: word('modeler.close'), ariaLabel: word('modeler.close') });
    element.hidden = false;
    element.replaceChildren(make('p', { className: `kf-verdict kf-verdict-${tone}` }, message, close), ...more.filter(Boolean));
  };
  /** A sentence, with a link when one is given. */
  const say = (tone, message, link) => {
    editor.markProblems({});
    put(tone, message, link ? make('a', { href: link.href }, link.text) : null);
  };
  const show = (problems, message) => {
    if (!problems.length) return say('good', word('modeler.no-problems'));
    editor.markProblems(severities(problems));
    const title = message ?? word('modeler.problems', { count: problems.length });
    put(problems.some(isError) ? 'bad' : 'warn', title, make('ul', {}, ...problems.map((problem) => row(problem, editor))));
  };
  const check = async (url, csrfToken) => {
    try {
      const { status, body } = await post(url, { source: await editor.source() }, csrfToken);
      if (body?.problems) show(body.problems);
      else say('bad', body?.message ?? word('modeler.failed', { reason: status }));
    } catch (error) {
      say('bad', word('modeler.failed', { reason: error.message }));
    }
  };
  return { element, clear, put: (...told) => (editor.markProblems({}), put(...told)), say, show, check };
}

const isError = ({ severity }) => severity !== 'warning';

/** The worst severity per element. */
function severities(problems) {
  const ordered = [...problems].sort((a, b) => isError(a) - isError(b));
  return Object.fromEntries(ordered.filter(({ element, file }) => element && !file).map((problem) => [problem.element, isError(problem) ? 'error' : 'warning']));
}

function row(problem, editor) {
  const tone = isError(problem) ? 'bad' : 'warn';
  const chip = make('span', { className: `kf-chip kf-chip-${tone}` }, word(tone === 'bad' ? 'modeler.error' : 'modeler.warning'));
  const place = [problem.file, problem.element, problem.line && word('modeler.line', { line: problem.line })].filter(Boolean).join(' · ');
  const text = make('span', { className: 'kf-problem-text' }, problem.message);
  const onclick = () => problem.element && !problem.file && editor.select(problem.element);
  return make('li', {}, make('button', { type: 'button', className: 'kf-problem', onclick }, chip, text, make('small', {}, place)));
}
