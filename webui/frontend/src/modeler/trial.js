// Runs the scenarios of the process against what is drawn, before it is published, and shows where they went.
import { button, make } from '../dom.js';
import { word } from '../i18n/words.js';
import { post } from '../server.js';

/** The button; nothing where the server offers no trial. */
export function trialTool({ editor, problems }, config) {
  if (!config.tryUrl) return null;
  const tool = button(word('trial.run'), async () => {
    tool.disabled = true;
    problems.say('warn', word('trial.running'));
    await run(editor, problems, config.tryUrl, config.csrfToken);
    tool.disabled = false;
  });
  return tool;
}

async function run(editor, problems, url, csrfToken) {
  try {
    const { status, body } = await post(url, { source: await editor.source() }, csrfToken);
    if (status === 200 && body) return show(editor, problems, body);
    if (body?.problems) return problems.show(body.problems, word('trial.refused'));
    return problems.say('bad', body?.message ?? word('modeler.failed', { reason: status }));
  } catch (error) {
    return problems.say('bad', word('modeler.failed', { reason: error.message }));
  }
}

function show(editor, problems, { summary, passed, scenarios, elements, flows }) {
  const failedFirst = [...scenarios].sort((a, b) => a.passed - b.passed);
  problems.put(passed ? 'good' : 'bad', summary, legend(), make('ul', {}, ...failedFirst.map(row)));
  editor.fit();
  editor.paint(new Set([...elements, ...flows]));
}

function legend() {
  const sign = (kind) => make('span', { className: `kf-legend kf-legend-${kind}` }, word(`trial.${kind}`));
  return make('p', { className: 'kf-legends' }, sign('covered'), sign('missed'));
}

function row({ name, passed, failures }) {
  const chip = make('span', { className: `kf-chip kf-chip-${passed ? 'good' : 'bad'}` }, word(passed ? 'trial.passed' : 'trial.failed'));
  const details = failures.map((text) => make('li', {}, text));
  return make('li', { className: 'kf-scenario' }, chip, make('span', {}, name), details.length ? make('ul', {}, ...details) : null);
}
