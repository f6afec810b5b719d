// What the server says about what is edited: below it, and on its elements. A click selects the element.
import { button, make } from '../dom.js';
import { word } from '../i18n/words.js';
import { post } from '../server.js';

/**
 * Answers `{element, chip, clear, put, say, show, check, found}`. Problems are `{severity, file, line, element, message}`.
 * `found` takes what was found while somebody edits: it marks and counts, and touches the list only while it is open.
 */
export function problemList(editor) {
  const element = make('section', { className: 'kf-problems', hidden: true, ariaLive: 'polite' });
  const chip = make('button', { type: 'button', className: 'kf-chip kf-found', hidden: true, onclick: () => (isListed ? clear() : list(known)) });
  let known = []; // while somebody edits
  let isLive = false;
  let isListed = false;

  const mark = (problems) => editor.markProblems(byElement(problems));
  const clear = () => {
    element.hidden = true;
    element.replaceChildren();
    isListed = false;
    editor.paint?.(null);
    mark(isLive ? known : []);
  };
  const put = (tone, message, ...more) => {
    const close = button('×', clear, { className: 'kf-button kf-close', title: word('modeler.close'), ariaLabel: word('modeler.close') });
    element.hidden = false;
    element.replaceChildren(make('p', { className: `kf-verdict kf-verdict-${tone}` }, message, close), ...more.filter(Boolean));
    isListed = false;
  };
  /** A sentence, with a link when one is given. */
  const say = (tone, message, link) => {
    clear();
    put(tone, message, link ? make('a', { href: link.href }, link.text) : null);
  };
  const list = (problems, message) => {
    const title = message ?? (problems.length ? word('modeler.problems', { count: problems.length }) : word('modeler.no-problems'));
    const rows = problems.map((problem) => row(problem, editor));
    put(toneOf(problems), title, rows.length ? make('ul', {}, ...rows) : null);
    isListed = true;
  };
  const show = (problems, message) => {
    clear();
    mark(problems);
    list(problems, problems.length ? message : undefined);
  };
  const found = (problems) => {
    [known, isLive] = [problems, true];
    mark(known);
    count(chip, known);
    if (isListed) list(known);
  };
  const check = async (url, csrfToken) => {
    try {
      const { status, body } = await post(url, { source: await editor.source() }, csrfToken);
      if (body?.problems && isLive) found(body.problems);
      if (body?.problems) show(body.problems);
      else say('bad', body?.message ?? word('modeler.failed', { reason: status }));
    } catch (error) {
      say('bad', word('modeler.failed', { reason: error.message }));
    }
  };
  editor.onProblem?.(() => list(known));
  return { element, chip, clear, put: (...told) => (clear(), put(...told)), say, show, check, found };
}

const isError = ({ severity }) => severity !== 'warning';

const toneOf = (problems) => (problems.some(isError) ? 'bad' : problems.length ? 'warn' : 'good');

function count(chip, problems) {
  const errors = problems.filter(isError).length;
  chip.hidden = false;
  chip.className = `kf-chip kf-found kf-chip-${toneOf(problems)}`;
  chip.textContent = problems.length ? word('lint.found', { errors, warnings: problems.length - errors }) : word('lint.none');
}

/** `{element: {severity, messages}}` with the worst severity, of the edited file. */
function byElement(problems) {
  const found = {};
  for (const problem of problems.filter(({ element, file }) => element && !file)) {
    const { severity = 'warning', messages = [] } = found[problem.element] ?? {};
    found[problem.element] = { severity: isError(problem) ? 'error' : severity, messages: [...messages, problem.message] };
  }
  return found;
}

function row(problem, editor) {
  const tone = isError(problem) ? 'bad' : 'warn';
  const chip = make('span', { className: `kf-chip kf-chip-${tone}` }, word(tone === 'bad' ? 'modeler.error' : 'modeler.warning'));
  const name = problem.file ? null : editor.nameOf?.(problem.element);
  const place = [problem.file, name, problem.element, problem.line && word('modeler.line', { line: problem.line })].filter(Boolean).join(' · ');
  const text = make('span', { className: 'kf-problem-text', title: problem.remedy ?? '' }, problem.message);
  const onclick = () => !problem.file && (problem.element ? editor.select(problem.element) : editor.goToLine?.(problem.line ?? 1));
  return make('li', {}, make('button', { type: 'button', className: 'kf-problem', onclick }, chip, text, make('small', {}, place)));
}
