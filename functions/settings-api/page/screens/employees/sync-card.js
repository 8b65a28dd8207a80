// How an employee stands to Personio: in step, left out or failed, why, and since when.

import { h } from '../../dom.js';
import { when } from '../../format.js';
import { STATUS, SYNC_STATE, explain } from '../../words.js';
import { advice } from './advice.js';
import { badge } from '../../ui/badge.js';
import { card, facts } from '../../ui/card.js';

const EXPLAINED = {
  ok: 'Made equal to Personio by every sync.',
  never: 'Not met in Personio yet. The next sync links this employee to the person with this Employee ID.',
};

export function syncCard(employee, sources) {
  const { sync } = employee;
  const why = sync.reason && advice(sync.reason);
  return card({
    title: 'Status',
    body: [
      facts([
        ['Payroll', h('div', { class: 'stack stack-tight' }, h('div', badge(STATUS, employee.status)), h('p', { class: 'muted small' }, explain(STATUS, employee.status)))],
        ['Personio', h('div', { class: 'stack stack-tight' },
          h('div', badge(SYNC_STATE, sync.state)),
          why
            ? [h('p', why.detail), why.todo && h('p', { class: 'muted' }, why.todo), why.link && h('p', h('a', { href: why.link[1] }, why.link[0]))]
            : EXPLAINED[sync.state] && h('p', { class: 'muted small' }, EXPLAINED[sync.state]))],
        ['Last synced', when(employee.last_synced_at)],
        ['Employee ID', [h('span', employee.employee_id), sources?.match && h('p', { class: 'muted small' }, `From ${sources.match} in Personio`)]],
        ['Personio ID', employee.personio_id ?? h('span', { class: 'muted' }, 'Not linked yet')],
      ]),
    ],
  });
}
