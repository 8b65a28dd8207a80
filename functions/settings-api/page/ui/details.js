// Something that can be opened: details('How to create the credential', steps, { open: true }).

import { h } from '../dom.js';
import { icon } from './icon.js';

export function details(summary, body, { open = false, ...rest } = {}) {
  return h('details', { ...rest, class: ['details', rest.class].filter(Boolean).join(' '), open },
    h('summary', icon('chevron'), h('span', summary)),
    h('div', { class: 'details-body' }, body));
}
