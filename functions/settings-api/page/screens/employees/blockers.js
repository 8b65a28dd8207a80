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
    lead: 'Put it right in Personio, then press Sync now.',
    body: h('ul', { class: 'blockers' }, blockers.map((blocker) => h('li', { class: 'blocker' },
      icon('cross'),
      h('div', { class: 'blocker-words' }, sentence(blocker), h('p', { class: 'muted' }, blocker.hint)),
      action(blocker, onEdit)))),
  });
}

function sentence({ field, code, attribute }) {
  const what = [h('strong', fieldLabel(field)), `: ${label(BLOCKERS, code).toLowerCase()}`];
  if (code === 'invalid' && attribute) return h('p', what, '; fix ', h('em', attribute.label), ' in Personio');
  if (code === 'missing' && attribute) return h('p', what, '; fill in ', h('em', attribute.label), ' in Personio');
  if (code === 'not_readable' && attribute) return h('p', what, '; let Pento read ', h('em', attribute.label));
  return h('p', what);
}

function action({ field, code }, onEdit) {
  if (code === 'not_mapped') return h('a', { href: '#/settings', class: 'blocker-action' }, 'Open settings');
  return onEdit && h('button', { type: 'button', class: 'link blocker-action', on: { click: () => onEdit(field) } },
    'Enter it here', h('span', { class: 'visually-hidden' }, `: ${fieldLabel(field)}`));
}
