// What keeps somebody from being paid, each as a sentence with what to do about it.

import { h } from '../../dom.js';
import { count } from '../../format.js';
import { BLOCKERS, fieldLabel, label } from '../../words.js';
import { card } from '../../ui/card.js';
import { icon } from '../../ui/icon.js';

// `onEdit(field)`: somebody wants to enter it here; left out where they may not.
export function blockersCard(employee, { onEdit }) {
  const { blockers } = employee;
  if (blockers.length === 0 || employee.status === 'terminated') return null;
  return card({
    class: 'blockers-card',
    title: blockers.length === 1 ? 'One thing is missing for payroll' : `${count(blockers.length, 'thing is', 'things are')} missing for payroll`,
    lead: employee.personio_id ? 'Put it right in Personio, then press Sync now.' : 'This employee is not linked to Personio yet: enter it here.',
    body: h('ul', { class: 'blockers' }, blockers.map((blocker) => h('li', { class: 'blocker' },
      icon('cross'),
      h('div', { class: 'blocker-words' }, sentence(blocker, Boolean(employee.personio_id)), h('p', { class: 'muted' }, rest(blocker))),
      action(blocker, onEdit)))),
  });
}

function sentence({ field, code, attribute }, isLinked) {
  const what = [h('strong', fieldLabel(field)), `: ${label(BLOCKERS, code).toLowerCase()}`];
  if (code === 'invalid' && attribute) return h('p', what, '; fix ', h('em', attribute.label), ' in Personio');
  if (code === 'missing' && attribute && isLinked) return h('p', what, '; fill in ', h('em', attribute.label), ' in Personio');
  if (code === 'not_readable' && attribute) return h('p', what, '; let Pento read ', h('em', attribute.label));
  return h('p', what);
}

// The API's hint begins with what the sentence above has said.
function rest({ attribute, hint }) {
  const begin = attribute ? `Enter "${attribute.label}" in Personio. ` : '';
  return hint.startsWith(begin) ? hint.slice(begin.length) : hint;
}

function action({ field, code }, onEdit) {
  if (code === 'not_mapped') return h('a', { href: '#/settings', class: 'blocker-action' }, 'Open settings');
  return onEdit && h('button', { type: 'button', class: 'link blocker-action', on: { click: () => onEdit(field) } },
    'Enter it here', h('span', { class: 'visually-hidden' }, `: ${fieldLabel(field)}`));
}
