// A field with a list to search in: ARIA 1.2's combobox with a list box.
//
//   const attribute = combobox({ label: 'First name', options, value: 'first_name', onChange: (value) => ... });
//   options: [{ value, label, description?, group?, disabled?, keywords? }]   or a function (typed) => options
//   attribute.element   attribute.input   attribute.value   attribute.set(value)   attribute.setOptions(options)
//
//   multiCombobox({ label, options, values: ['GB'], onChange: (values) => ... })   chips; `free: true` takes other texts
//
// `hideLabel` keeps the label for listeners only. `pointer`, `hint` and `error()` as in field.js.

import { h, fill, uniqueId } from '../dom.js';
import { field } from './field.js';
import { icon } from './icon.js';
import { announce } from './live.js';
import { OptionList } from './option-list.js';

export function combobox({ label, hint, pointer, optional, hideLabel = false, placeholder = 'Search …', options, value = null,
  disabled = false, onChange }) {
  let chosen = value;
  let known = options;
  const named = () => all(known).find((option) => option.value === chosen)?.label ?? '';
  const input = comboInput({ placeholder, disabled });
  const list = new OptionList(input, {
    label,
    options: (typed) => (typeof known === 'function' ? known(typed) : known),
    isChosen: (option) => option.value === chosen,
    // What is written there already is no search.
    typed: () => (input.value === named() ? '' : input.value),
    choose: (option) => { set(option.value); onChange?.(option.value); },
    closed: () => { input.value = named(); },
  });
  const set = (next) => { chosen = next; input.value = named(); };
  set(chosen);
  // What stands there is replaced by what is typed, as in an address bar.
  input.addEventListener('focus', () => input.select());
  input.addEventListener('click', () => input.select());
  const box = h('div', { class: 'combobox' }, input, h('span', { class: 'combobox-sign' }, icon('chevron')));
  box.append(list.element);
  const made = wrap({ label, hint, pointer, optional, hideLabel, input, box });
  return {
    ...made,
    get value() { return chosen; },
    set,
    setOptions: (next) => { known = next; input.value = named(); },
  };
}

export function multiCombobox({ label, hint, pointer, hideLabel = false, placeholder = 'Search …', options, values = [],
  free = false, disabled = false, onChange }) {
  let chosen = [...values];
  const input = comboInput({ placeholder, disabled });
  const chips = h('ul', { class: 'chips', 'aria-label': `${label}: chosen` });
  const change = (next) => { chosen = next; draw(); onChange?.([...chosen]); };
  const list = new OptionList(input, {
    label,
    isMultiple: true,
    options: (typed) => {
      const given = typeof options === 'function' ? options(typed) : options;
      const text = typed.trim();
      const isNew = free && text && !given.some((option) => option.value.toLowerCase() === text.toLowerCase());
      return isNew ? [...given, { value: text, label: `Use “${text}”`, keywords: text }] : given;
    },
    isChosen: (option) => chosen.includes(option.value),
    typed: () => input.value,
    choose: (option) => {
      const isIn = chosen.includes(option.value);
      change(isIn ? chosen.filter((one) => one !== option.value) : [...chosen, option.value]);
      announce(isIn ? `${option.value} removed` : `${option.value} added`);
      input.value = '';
    },
    closed: () => { input.value = ''; },
  });
  // Whoever types a text and goes on means it. Before the list hears of it, which empties the input. Where there are
  // options, half of one is no value.
  const keep = () => {
    const text = input.value.trim();
    if (!free || text === '') return;
    const known = all(options);
    const named = known.find((option) => option.label.toLowerCase() === text.toLowerCase())?.value;
    const one = named ?? (known.length === 0 ? text : null);
    if (one !== null && !chosen.includes(one)) change([...chosen, one]);
  };
  input.addEventListener('blur', keep, { capture: true });
  input.addEventListener('keydown', (event) => { if (event.key === 'Tab') keep(); }, { capture: true });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Backspace' && input.value === '' && chosen.length > 0) change(chosen.slice(0, -1));
  });
  const nameOf = (one) => all(options).find((option) => option.value === one)?.label ?? one;
  function draw() {
    fill(chips, chosen.map((one) => h('li', { class: 'chip' }, nameOf(one), h('button', {
      type: 'button',
      class: 'chip-remove',
      'aria-label': `Remove ${nameOf(one)}`,
      disabled,
      on: { click: () => { change(chosen.filter((other) => other !== one)); input.focus(); } },
    }, icon('close')))));
    chips.hidden = chosen.length === 0;
  }
  draw();
  const box = h('div', { class: 'combobox combobox-multi' }, chips, input, list.element);
  return {
    ...wrap({ label, hint, pointer, hideLabel, input, box }),
    get values() { return [...chosen]; },
    set: (next) => { chosen = [...next]; draw(); },
  };
}

const all = (options) => (typeof options === 'function' ? options('') : options);

const comboInput = ({ placeholder, disabled }) => h('input', {
  id: uniqueId('combobox'),
  class: 'input',
  type: 'text',
  role: 'combobox',
  autocomplete: 'off',
  spellcheck: 'false',
  'aria-autocomplete': 'list',
  'aria-expanded': false,
  placeholder,
  disabled,
});

function wrap({ label, hint, pointer, optional, hideLabel, input, box }) {
  const made = field({ label, hint, pointer, optional, control: input, around: box });
  if (hideLabel) made.element.querySelector('.field-label').classList.add('visually-hidden');
  return made;
}
