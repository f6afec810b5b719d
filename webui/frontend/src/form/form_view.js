// One form on the page: its values by key, its messages by key.
import { Form } from '@bpmn-io/form-js-viewer';

import { make } from '../dom.js';
import { word } from '../i18n/words.js';

import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import './form.css';

// Only fields that one types into take the focus: lists and calendars would open over the messages.
const TYPED = '.fjs-form-field-textfield, .fjs-form-field-number, .fjs-form-field-textarea';

/** form-js speaks of field ids; the server and this class speak of keys (`customer.name` inside a group with a path). */
export class FormView {
  static async open(parent, schema, data, readonly) {
    const container = make('div', { className: 'kf-form' });
    parent.append(container);
    const form = new Form({ container, debounce: false, properties: { readOnly: readonly } });
    await form.importSchema(schema, data);
    await new Promise((rendered) => setTimeout(rendered)); // fields are known to form-js once they are drawn
    return new FormView(form, container);
  }

  constructor(form, container) {
    this.form = form;
    this.container = container;
    this.refused = new Map();
    this.keepRefusals(form.get('validator'));
  }

  /** What the server refused stays marked until the value changes, whenever form-js validates the field again. */
  keepRefusals(validator) {
    const validate = validator.validateFieldInstance.bind(validator);
    validator.validateFieldInstance = (instance, value) => {
      const refusal = this.refused.get(instance.id);
      const still = refusal && refusal.value === JSON.stringify(value);
      return still ? [...validate(instance, value), refusal.message] : validate(instance, value);
    };
  }

  /** Marks fields with the server's messages `{key: message}`; answers the messages whose key is no field of this form. */
  refuse(messages) {
    const { data, errors } = this.form._getState();
    const fields = new Map(this.fields().map(({ key, id }) => [key, id]));
    const [known, strangers] = split(Object.entries(messages), ([key]) => fields.has(key));
    for (const [key, message] of known) {
      this.refused.set(fields.get(key), { value: JSON.stringify(valueAt(data, key)), message: [message].flat().join(word('text.and')) });
    }
    const marked = known.map(([key]) => [fields.get(key), [this.refused.get(fields.get(key)).message]]);
    if (marked.length) this.form._setState({ errors: { ...errors, ...Object.fromEntries(marked) } });
    this.show(marked);
    return strangers.map(([key, message]) => word('text.named', { key, message }));
  }

  /** Validates everything anew: `{data, errors: {key: [message]}}`; refusals of an earlier sending are forgotten. */
  submit() {
    this.refused.clear();
    const { data, errors } = this.form.submit();
    this.show(Object.keys(errors));
    return { data, errors: Object.fromEntries(this.fields().filter(({ id }) => errors[id]).map(({ key, id }) => [key, errors[id]])) };
  }

  /** The values as they are, validated or not. */
  values() {
    return this.form._getSubmitData();
  }

  /** What the fields held when the form was opened, defaults included. */
  get initial() {
    return this.form._getState().initialData;
  }

  /** Calls `listener(values)` after every change of a value. */
  onChange(listener) {
    let seen = JSON.stringify(this.values());
    this.form.on('changed', () => setTimeout(() => {
      const values = this.values();
      if (JSON.stringify(values) === seen) return;
      seen = JSON.stringify(values);
      listener(values);
    }));
  }

  fields() {
    const paths = this.form.get('pathRegistry');
    return this.form.get('formFieldRegistry').getAll().filter(({ key }) => key).map((field) => ({ id: field.id, key: paths.getValuePath(field).join('.') }));
  }

  /** Brings the first field with a message into view. */
  show(errors) {
    if (!errors.length) return;
    requestAnimationFrame(() => {
      const field = this.container.querySelector('.fjs-has-errors');
      field?.scrollIntoView({ block: 'center' });
      if (field?.matches(TYPED)) field.querySelector('input, textarea').focus({ preventScroll: true });
    });
  }
}

const valueAt = (values, key) => key.split('.').reduce((value, part) => value?.[part], values);

const split = (items, test) => [items.filter(test), items.filter((item) => !test(item))];
