// What a filter compares with, in the control that fits: a list to choose from, free chips, dates, numbers, or nothing.
// Answers { element, fields }: `fields(pointer)` are the controls with their places in the document.

import { h, fill } from '../../dom.js';
import { button } from '../../ui/button.js';
import { combobox, multiCombobox } from '../../ui/combobox.js';
import { textField } from '../../ui/field.js';
import { takes, valueKind } from './operators.js';

export function filterValues({ filter, attribute, disabled, onChange }) {
  const many = takes(filter.operator);
  if (many === 'none') return { element: null, fields: () => [] };
  const kind = valueKind(attribute, filter.operator);
  if (kind === 'date' || kind === 'number') {
    return many === 'one'
      ? one(written(kind, { value: filter.values[0] ?? '', disabled, onInput: (text) => onChange(text === '' ? [] : [text]) }))
      : several(kind, { values: filter.values, disabled, onChange });
  }
  return many === 'one' ? chooseOne({ filter, attribute, disabled, onChange }) : chooseSome({ filter, attribute, disabled, onChange });
}

const one = (control) => ({
  element: control.element,
  fields: (pointer) => [{ ...control, pointer: `${pointer}/values`, label: control.label }],
});

const written = (kind, { value, disabled, onInput, label = 'Value' }) => (kind === 'date'
  ? textField({ label, type: 'date', value, disabled, onInput })
  : textField({ label, value, disabled, onInput, inputmode: 'decimal', placeholder: 'Such as 37.5' }));

// A text that is no option may be meant for somebody who joins tomorrow, so it may be written too.
function chooseOne({ filter, attribute, disabled, onChange }) {
  if (attribute.options.length === 0) {
    return one(textField({
      label: 'Value',
      value: filter.values[0] ?? '',
      maxlength: 255,
      disabled,
      onInput: (text) => onChange(text.trim() === '' ? [] : [text.trim()]),
    }));
  }
  const asOption = (text) => ({ value: text, label: text });
  const options = (typed) => {
    const known = attribute.options.map(asOption);
    const own = filter.values.filter((text) => !attribute.options.includes(text)).map(asOption);
    const text = typed.trim();
    const isNew = text !== '' && ![...known, ...own].some(({ value }) => value.toLowerCase() === text.toLowerCase());
    return [...own, ...known, ...(isNew ? [{ value: text, label: `Use “${text}”` }] : [])];
  };
  return one(combobox({
    label: 'Value',
    options,
    value: filter.values[0] ?? null,
    placeholder: 'Choose a value …',
    disabled,
    onChange: (text) => onChange([text]),
  }));
}

function chooseSome({ filter, attribute, disabled, onChange }) {
  const isPart = filter.operator === 'contains';
  return one(multiCombobox({
    label: isPart ? 'Any of these texts' : 'Any of these values',
    hint: attribute.options.length === 0 || isPart ? 'Write one and press Enter, then the next.' : null,
    options: isPart ? [] : attribute.options.map((text) => ({ value: text, label: text })),
    values: filter.values,
    free: true,
    placeholder: attribute.options.length === 0 || isPart ? 'Add a text …' : 'Add a value …',
    disabled,
    onChange,
  }));
}

// Several dates or numbers, each in a field of its own.
function several(kind, { values, disabled, onChange }) {
  let texts = values.length > 0 ? [...values] : [''];
  let controls = [];
  const place = h('div', { class: 'several' });
  const tell = () => onChange(texts.filter((text) => text !== ''));
  const add = button('Add another', {
    kind: 'quiet',
    icon: 'plus',
    class: 'button-small',
    onClick: () => { texts.push(''); draw(); controls.at(-1).input.focus(); },
  });
  function draw() {
    controls = texts.map((value, at) => written(kind, {
      label: `Value ${at + 1}`,
      value,
      disabled,
      onInput: (text) => { texts[at] = text; tell(); },
    }));
    fill(place, controls.map((control, at) => h('div', { class: 'several-row' },
      control.element,
      texts.length > 1 && !disabled && button(`Remove value ${at + 1}`, {
        kind: 'quiet',
        icon: 'close',
        iconOnly: true,
        onClick: () => {
          texts = texts.filter((_, other) => other !== at);
          draw();
          tell();
          controls[Math.min(at, controls.length - 1)].input.focus();
        },
      }))), !disabled && add);
  }
  draw();
  return {
    element: place,
    // Empty ones are not in the document, so the places are counted without them.
    fields: (pointer) => {
      const filled = controls.filter((_, at) => texts[at] !== '');
      const places = filled.map((control, at) => ({ ...control, label: control.label, pointer: `${pointer}/values/${at}` }));
      return [...places, { ...controls[0], label: 'Values', pointer: `${pointer}/values` }];
    },
  };
}
