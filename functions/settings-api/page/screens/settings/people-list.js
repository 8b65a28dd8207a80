// People by their ids, and by name as far as it is known, some at a time.
//
//   peopleList({ label: 'Excluded people', people: [{ personio_id, employee_id, note? }], names })

import { h, fill } from '../../dom.js';
import { count } from '../../format.js';
import { button } from '../../ui/button.js';
import { announce } from '../../ui/live.js';

const PAGE = 10;

export function peopleList({ label, people, names }) {
  const list = h('ul', { class: 'people', 'aria-label': label });
  const where = h('span', { class: 'pager-where' });
  const back = button('Previous', { icon: 'back', onClick: () => open(at - 1) });
  const on = button('Next', { icon: 'arrow', class: 'button-trailing', onClick: () => open(at + 1) });
  const pages = Math.max(1, Math.ceil(people.length / PAGE));
  let at = 0;
  function open(page) {
    at = page;
    draw();
    announce(`${label}: page ${at + 1} of ${pages}`);
  }
  function draw() {
    fill(list, people.slice(at * PAGE, (at + 1) * PAGE).map((person) => h('li',
      h('span', { class: 'person-name' }, names.of(person) ?? idOf(person)),
      h('span', { class: 'muted small' }, [names.of(person) && idOf(person), person.note].filter(Boolean).join(' · ')))));
    where.textContent = `${at * PAGE + 1}–${Math.min((at + 1) * PAGE, people.length)} of ${count(people.length, 'person', 'people')}`;
    back.disabled = at === 0;
    on.disabled = at === pages - 1;
  }
  draw();
  names.load().then(draw);
  return h('div', { class: 'stack' }, list, people.length > PAGE && h('nav', { class: 'pager', 'aria-label': `${label}: pages` }, back, where, on));
}

export const idOf = ({ employee_id: employeeId, personio_id: personioId }) => (employeeId
  ? `Employee ID ${employeeId}`
  : `Personio ID ${personioId ?? 'unknown'}`);
