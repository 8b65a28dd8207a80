// The control for one value, and back: what stands in `value` of Personio's answers becomes something to type in.
//
//   const value = valueControl(attribute, given);   value.element   value.isChanged   value.sent   value.blank()   value.reset()
//   value.check()    null, or what is wrong

import { h } from '/app/dom.js';

const ISO_DAY = /^(\d{4}-\d\d-\d\d)(T.*)?$/;

export function valueControl(attribute, given, id) {
  const form = formOf(attribute, given);
  const { element } = form.make(id);
  element.value = form.text;
  const isChanged = () => element.value !== form.text;
  return {
    element,
    get isChanged() { return isChanged(); },
    get sent() { return form.read(element.value); },
    check() {
      try { form.read(element.value); return null; } catch (error) { return error.message; }
    },
    blank() { element.value = ''; },
    reset() { element.value = form.text; },
  };
}

const input = (type, rest = {}) => (id) => ({ element: h('input', { id, type, class: 'input', autocomplete: 'off', spellcheck: 'false', ...rest }) });
const area = (rest) => (id) => ({ element: h('textarea', { id, class: 'input', spellcheck: 'false', ...rest }) });

// {text, make, read}: how a value is shown, typed and sent.
function formOf({ type, options }, given) {
  if (given !== null && typeof given === 'object') return isNamed(given) ? named(given) : raw(given);
  const text = given === null ? '' : String(given);
  if (type === 'date' && (text === '' || ISO_DAY.test(text))) return date(text);
  if (type === 'integer' || type === 'decimal') return numeric(text, type);
  if (type === 'list' && options.length > 0) return list(text, options);
  if (type === 'multiline') return { text, make: area({ rows: 3 }), read: (typed) => typed };
  const hint = type === 'tags' ? { placeholder: 'Several: with commas between' } : {};
  // A date that is none stays a text, so that it can be looked at and put right.
  return { text, make: input('text', hint), read: (typed) => (typed === '' && type === 'date' ? null : typed) };
}

const isNamed = (value) => typeof value.attributes?.name === 'string';

// Department, office and the like: an object, of which people see the name.
function named(given) {
  const read = (typed) => (typed === '' ? null : { ...given, attributes: { ...given.attributes, name: typed } });
  return { text: given.attributes.name, make: input('text'), read };
}

function raw(given) {
  const text = JSON.stringify(given, null, 2);
  const read = (typed) => {
    if (typed.trim() === '') return null;
    try { return JSON.parse(typed); } catch { throw new Error('This is no JSON.'); }
  };
  return { text, make: area({ rows: Math.min(text.split('\n').length, 8), class: 'input sim-json' }), read };
}

function date(text) {
  const [, day = '', time = ''] = ISO_DAY.exec(text) ?? [];
  return { text: day, make: input('date'), read: (typed) => (typed === '' ? null : `${typed}${time}`) };
}

// Personio gives 0 where nobody filled in a decimal number.
function numeric(text, type) {
  const read = (typed) => {
    const number = Number(typed.trim());
    if (typed.trim() === '') return type === 'decimal' ? 0 : null;
    return Number.isFinite(number) ? number : typed;
  };
  return { text, make: input('text', { inputmode: 'decimal' }), read };
}

function list(text, options) {
  const all = ['', ...options, ...(text !== '' && !options.includes(text) ? [text] : [])];
  const make = (id) => ({ element: h('select', { id, class: 'input select' }, all.map((one) => h('option', { value: one }, one === '' ? '(blank)' : one))) });
  return { text, make, read: (typed) => typed };
}
