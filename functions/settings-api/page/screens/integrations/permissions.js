// What the credential may do in Personio, and what to do about what it may not.

import { h } from '../../dom.js';
import { PERMISSION } from '../../words.js';
import { badge } from '../../ui/badge.js';

const ALL = [
  ['employees_read', 'Employees: Read', 'Needed to sync at all.'],
  ['documents_read', 'Documents: Read', 'Needed to choose a payslip folder, and to check that payslips arrived.'],
  ['documents_write', 'Documents: Write', 'Needed to file payslips in Personio.'],
];

function advice(name, state, why) {
  if (state === 'granted') return null;
  if (state === 'unknown') return `${why} Pento finds out when it is used for the first time.`;
  return `${why} In Personio, open Settings › Integrations › API credentials, choose the credential, tick “${name}”, save, and check again here.`;
}

export function permissionList(permissions) {
  return h('ul', { class: 'permissions' }, ALL.map(([key, name, why]) => {
    const state = permissions[key];
    const todo = advice(name, state, why);
    return h('li',
      h('div', { class: 'permission-row' }, h('span', name), badge(PERMISSION, state)),
      todo && h('p', { class: 'field-hint' }, todo));
  }));
}
