// The top of a screen: heading({ title, lead, back: ['Employees', '#/employees'], actions: [button(...)] }). One per screen.

import { h } from '../dom.js';
import { icon } from './icon.js';

export function heading({ title, lead, back, actions = [], beside }) {
  return h('div', { class: 'heading' },
    back && h('a', { class: 'heading-back', href: back[1] }, icon('back'), back[0]),
    h('div', { class: 'heading-row' },
      h('div', { class: 'heading-words' },
        h('div', { class: 'heading-title' }, h('h1', { tabindex: -1 }, title), beside),
        lead && h('p', { class: 'lead' }, lead)),
      actions.length > 0 && h('div', { class: 'heading-actions' }, actions)));
}
