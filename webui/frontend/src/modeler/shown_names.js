// Names on the canvas as the reader's language has them; the model, the panel and what is typed stay as they are.
import { LABEL_WIDTH } from '../diagram/diagram.js';

/** A bpmn-js module; `texts` is {name: name shown}. */
export const shownNames = (texts) => ({
  __init__: ['shownNames'],
  shownNames: [
    'type',
    class ShownNames {
      static $inject = ['textRenderer'];

      constructor(textRenderer) {
        const createText = textRenderer.createText.bind(textRenderer);
        textRenderer.createText = (text, options) =>
          Object.hasOwn(texts, text) ? widened(createText, texts[text], options) : createText(text, options);
      }
    },
  ],
});

/** A label that was drawn around few signs would break the words of another language. */
function widened(createText, text, options) {
  const { box, align } = options ?? {}; // names inside of elements are aligned
  const more = box && !align ? Math.max(LABEL_WIDTH - box.width, 0) : 0;
  if (!more) return createText(text, options);
  const label = createText(text, { ...options, box: { ...box, width: box.width + more } });
  label.setAttribute('transform', `translate(${-more / 2} 0)`);
  return label;
}
