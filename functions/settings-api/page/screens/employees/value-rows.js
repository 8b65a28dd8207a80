// One group of fields as it stands: value, what is wrong with it, and where it comes from.

import { h } from '../../dom.js';
import { fieldValue } from '../../format.js';
import { PROBLEMS, SEVERITY, fieldLabel, label, tone } from '../../words.js';
import { button } from '../../ui/button.js';
import { card } from '../../ui/card.js';
import { icon } from '../../ui/icon.js';
import { HOLIDAY_PAY, valueOf } from './field-groups.js';

// `onEdit(group)` is left out for whoever may not edit.
export function fieldGroup(group, employee, { sources, onEdit }) {
  const edit = onEdit && button(['Edit', h('span', { class: 'visually-hidden' }, ` ${group.title.toLowerCase()}`)], {
    icon: 'edit',
    kind: 'quiet',
    data: { edit: group.id },
    onClick: () => onEdit(group),
  });
  return card({
    class: 'value-group',
    title: group.title,
    actions: edit ? [edit] : [],
    body: h('dl', { class: 'value-rows' }, group.fields.map((field) => row(field, employee, sources))),
  });
}

function row(field, employee, sources) {
  const blocker = employee.blockers.find((one) => one.field === field);
  const problems = employee.problems.filter((problem) => problem.field === field);
  return h('div', { class: 'value-row' },
    h('dt', fieldLabel(field)),
    h('dd', { class: 'value-text' },
      shown(field, employee),
      problems.map(remark),
      blocker && problems.length === 0 && remark({ severity: 'error', words: 'Needed for payroll', hint: blocker.hint })),
    h('dd', { class: 'value-source' }, source(field, employee, sources)));
}

function shown(field, employee) {
  const value = valueOf(employee, field);
  if (field === HOLIDAY_PAY) {
    if (value === null) return h('span', { class: 'blank' }, 'decided when a termination date arrives');
    return h('span', value ? 'Included' : 'Not included');
  }
  const text = fieldValue(field, value);
  return text === null ? h('span', { class: 'blank' }, 'blank') : h('span', { class: /^\*/.test(text) ? 'masked' : null }, text);
}

const remark = ({ code, severity, hint, words = label(PROBLEMS, code) }) => h('div', { class: `remark remark-${tone(SEVERITY, severity)}` },
  icon(severity === 'error' ? 'cross' : 'alert'),
  h('p', h('strong', `${words}. `), hint));

function source(field, employee, sources) {
  if (!sources) return null;
  const from = sources.of(field);
  if (!from) return [icon('edit'), h('span', 'Pento only')];
  if (!from.isReadable) return [icon('alert'), h('span', from.label, h('span', { class: 'value-source-note' }, 'not readable: the value here is kept'))];
  return [icon('sync'), h('span', h('span', { class: 'visually-hidden' }, 'Overwritten by Personio’s '), from.label)];
}

// What the signs beside the fields mean.
export const legend = () => h('p', { class: 'value-legend' },
  h('span', icon('sync'), 'Overwritten by this Personio attribute at every sync'),
  h('span', icon('edit'), 'Kept in Pento, never touched by a sync'));
