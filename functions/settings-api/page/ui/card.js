// A part of a screen with a heading of its own: card({ title, lead, actions, body, foot }). `facts([[term, value], ...])`
// lists what is known about something.

import { h, uniqueId } from '../dom.js';

export function card({ title, lead, beside, actions = [], body, foot, level = 2, ...rest }) {
  const id = uniqueId('card');
  const head = title && h('div', { class: 'card-head' },
    h('div', { class: 'card-words' },
      h('div', { class: 'card-title' }, h(`h${level}`, { id }, title), beside),
      lead && h('p', { class: 'muted' }, lead)),
    actions.length > 0 && h('div', { class: 'card-actions' }, actions));
  return h('section', { ...rest, class: ['card', rest.class].filter(Boolean).join(' '), 'aria-labelledby': title ? id : null },
    head, h('div', { class: 'card-body' }, body), foot && h('div', { class: 'card-foot' }, foot));
}

export function facts(rows) {
  return h('dl', { class: 'facts' }, rows.filter(Boolean).map(([term, value]) => h('div', { class: 'fact' },
    h('dt', term), h('dd', value))));
}
