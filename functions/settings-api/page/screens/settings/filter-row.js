// One exclusion filter: attribute, comparison, values, and how many people it leaves out.

import { h, fill } from '../../dom.js';
import { count } from '../../format.js';
import { label, OPERATORS } from '../../words.js';
import { button } from '../../ui/button.js';
import { combobox } from '../../ui/combobox.js';
import { selectField } from '../../ui/field.js';
import { icon } from '../../ui/icon.js';
import { operatorsFor, takes, valueKind } from './operators.js';
import { filterValues } from './filter-values.js';

export function filterRow({ filter, number, context, onChange, onRemove }) {
  const { catalogue, locked } = context;
  const disabled = locked !== null;
  const rest = h('div', { class: 'filter-rest' });
  const note = h('p', { class: 'filter-note' });
  let operator = null;
  let values = null;
  const attribute = combobox({
    label: 'Attribute',
    placeholder: 'Search attributes …',
    options: () => catalogue.options({ current: filter.attribute }),
    value: filter.attribute,
    disabled,
    onChange: (key) => {
      const before = filter.attribute === null ? null : kindNow();
      filter.attribute = key;
      if (!operatorsFor(catalogue.attribute(key).type).includes(filter.operator)) filter.operator = 'is';
      if (before !== kindNow() || kindNow() === 'option') filter.values = [];
      draw();
      onChange();
    },
  });
  const kindNow = () => valueKind(catalogue.attribute(filter.attribute), filter.operator);
  function draw() {
    if (filter.attribute === null) { fill(rest); operator = null; values = null; return; }
    const known = catalogue.attribute(filter.attribute);
    operator = selectField({
      label: 'Comparison',
      options: operatorsFor(known.type).map((key) => ({ value: key, label: label(OPERATORS, key) })),
      value: filter.operator,
      disabled,
      onChange: (key) => {
        const before = kindNow();
        filter.operator = key;
        if (takes(key) === 'one') filter.values = filter.values.slice(0, 1);
        if (takes(key) !== 'none' && before !== kindNow()) filter.values = [];
        drawValues();
        onChange();
      },
    });
    const place = h('div', { class: 'filter-values' });
    function drawValues() {
      values = filterValues({
        filter,
        attribute: known,
        disabled,
        onChange: (next) => { filter.values = next; onChange(); },
      });
      fill(place, values.element);
    }
    drawValues();
    fill(rest, operator.element, place);
  }
  draw();
  const element = h('li', { class: 'filter' },
    h('div', { class: 'filter-head' },
      h('h3', `Filter ${number}`),
      !disabled && button(`Remove filter ${number}`, { kind: 'quiet', icon: 'close', iconOnly: true, onClick: onRemove })),
    h('div', { class: 'filter-fields' }, attribute.element, rest),
    note);
  return {
    element,
    attribute,
    // How many people this filter excludes, or why nobody knows.
    say(found) {
      const isUnreadable = filter.attribute !== null && !catalogue.attribute(filter.attribute).readable;
      note.classList.toggle('filter-note-warn', isUnreadable);
      if (isUnreadable) fill(note, icon('alert'), 'Pento can’t read this attribute, so nobody can be judged by it: nobody is created or updated unless another filter excludes them.');
      else fill(note, found === null ? '' : found === 0 ? 'Excludes nobody at present' : `${count(found, 'person', 'people')} excluded by this filter`);
      note.hidden = !isUnreadable && found === null;
    },
    fields: (pointer) => [
      { ...attribute, label: `Filter ${number}, attribute`, pointer: `${pointer}/attribute` },
      operator && { ...operator, label: `Filter ${number}, comparison`, pointer: `${pointer}/operator` },
      ...(values?.fields(pointer) ?? []).map((field) => ({ ...field, label: `Filter ${number}, ${field.label.toLowerCase()}` })),
      { ...attribute, label: `Filter ${number}`, pointer },
    ].filter(Boolean),
  };
}
