import { icon } from './icons.js';

/** A DOM element: properties (or attributes, where no such property exists) and children; text is never parsed as HTML. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** A push button of the islands' tool bars. */
export function button(label, onclick, properties = {}) {
  return make('button', { type: 'button', className: 'kf-button', onclick, ...properties }, label);
}

/** A push button that shows an icon and says its name. */
export function iconButton(sign, name, onclick) {
  return button(icon(sign), onclick, { title: name, ariaLabel: name });
}
