// A labelled control with hint and error.
//
//   const id = textField({ label: 'Client ID', hint: '...', required: true, pointer: '/client_id' });
//   id.element   id.input   id.value   id.error('Copy it from Personio.')   id.error(null)
//   field({ label, hint, control: select, pointer })       around any control of your own; `around`: what it
//                                                        stands in, if it does not stand alone
//
// `pointer` is where the value stands in the document: errorSummary() and showErrors() find the field by it.

import { h, uniqueId } from '../dom.js';
import { icon } from './icon.js';

export function field({ label, hint, control, around = control, pointer, optional = false, group = false }) {
  const id = control.id || uniqueId('field');
  control.id = id;
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const words = h('p', { class: 'field-error', id: errorId, hidden: true });
  const element = h(group ? 'fieldset' : 'div', { class: 'field', data: { pointer } },
    group
      ? h('legend', { class: 'field-label' }, label)
      : h('label', { class: 'field-label', for: id }, label, optional && h('span', { class: 'muted' }, ' (optional)')),
    hint && h('p', { class: 'field-hint', id: hintId }, hint),
    words,
    around);
  const describe = (message) => {
    const by = [hint && hintId, message && errorId].filter(Boolean).join(' ');
    if (by) control.setAttribute('aria-describedby', by);
    else control.removeAttribute('aria-describedby');
  };
  describe(null);
  const error = (message) => {
    words.replaceChildren(...(message ? [icon('alert'), h('span', h('span', { class: 'visually-hidden' }, 'Error: '), message)] : []));
    words.hidden = !message;
    element.classList.toggle('field-wrong', Boolean(message));
    if (message) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
    describe(message);
  };
  return { element, input: control, pointer, label: typeof label === 'string' ? label : label.textContent, error };
}

export function textField({ label, hint, pointer, optional, type = 'text', value = '', onInput, ...rest }) {
  const control = h('input', {
    autocomplete: 'off',
    spellcheck: 'false',
    ...rest,
    type,
    value,
    class: 'input',
    on: { input: (event) => onInput?.(event.target.value) },
  });
  const made = field({ label, hint, control, pointer, optional });
  return {
    ...made,
    get value() { return control.value; },
    set value(text) { control.value = text; },
  };
}

// options: [{value, label, disabled?}]
export function selectField({ label, hint, pointer, optional, options, value, onChange, ...rest }) {
  const control = h('select', { ...rest, class: 'input select', on: { change: (event) => onChange?.(event.target.value) } },
    options.map((option) => h('option', { value: option.value, disabled: option.disabled, selected: option.value === value }, option.label)));
  const made = field({ label, hint, control, pointer, optional });
  return { ...made, get value() { return control.value; } };
}
