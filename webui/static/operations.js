// Pages on which running cases are changed: an element clicked on the diagram is chosen in the form, one tick for all.
'use strict';

const place = () => document.querySelector('[data-place]');

/** Offers only what can be done there, and what comes first in mind. */
function offer() {
  const actions = (place()?.selectedOptions[0]?.dataset.actions ?? '').split(' ').filter(Boolean);
  for (const radio of document.querySelectorAll('[name="new_action"]')) {
    radio.disabled = actions.length > 0 && !actions.includes(radio.value);
    if (radio.value === actions[0]) radio.checked = true;
  }
}

document.addEventListener('kefuflow:element', ({ detail: { id } }) => {
  const field = place();
  if (!field || ![...field.options].some((option) => option.value === id)) return;
  field.value = id;
  offer();
});

document.addEventListener('change', ({ target }) => {
  if (target === place()) offer();
  if (target.dataset.all) document.querySelectorAll(`[name="${target.dataset.all}"]`).forEach((tick) => { tick.checked = target.checked; });
});
