// Old -> new, field by field: changeList([{field, old, new}]). Blank is said in words, never shown as nothing.

import { h } from '../dom.js';
import { fieldValue } from '../format.js';
import { fieldLabel } from '../words.js';
import { icon } from './icon.js';

export function changeList(changes) {
  return h('dl', { class: 'changes' }, changes.map(({ field, old, new: fresh }) => h('div', { class: 'change' },
    h('dt', fieldLabel(field)),
    h('dd',
      h('span', { class: 'visually-hidden' }, 'before: '), value(field, old, 'change-old'),
      icon('arrow'),
      h('span', { class: 'visually-hidden' }, 'now: '), value(field, fresh, 'change-new')))));
}

function value(field, given, kind) {
  const text = given === true || given === false ? (given ? 'Yes' : 'No') : fieldValue(field, given);
  return text === null ? h('span', { class: `${kind} blank` }, 'blank') : h('span', { class: kind }, text);
}
