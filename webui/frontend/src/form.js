// Island "form": a form-js form, the buttons that send it, and the draft that survives trouble.
// config: {schema, data, errors: {key: message}, readonly, today: YYYY-MM-DD, draftKey, csrfToken}
import flatpickr from 'flatpickr';
import { Mandarin } from 'flatpickr/dist/l10n/zh.js';

import { Draft } from './form/draft.js';
import { FormView } from './form/form_view.js';
import { bindButtons } from './form/sending.js';
import { setToday } from './form/today.js';
import { isEnglish } from './i18n/words.js';
import { island } from './island.js';

if (!isEnglish()) flatpickr.localize(Mandarin);

island('form', async (element, { schema, data = {}, errors = {}, readonly = false, today, draftKey, csrfToken }) => {
  setToday(today);
  const draft = new Draft(readonly ? undefined : draftKey, data);
  const view = await FormView.open(element, schema, draft.restored(), readonly);
  view.refuse(errors);
  if (readonly) return;
  draft.offerDiscard(element);
  view.onChange((values) => {
    draft.keep(values, view.initial);
    element.dispatchEvent(new CustomEvent('kefuflow:form-changed', { detail: values, bubbles: true }));
  });
  bindButtons(element, view, draft, csrfToken);
  window.kefuflowForm = { submit: () => view.submit() };
});
