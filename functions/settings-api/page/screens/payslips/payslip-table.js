// Payslips, one in each row: whose, how it stands, why, and what to do.

import { h } from '../../dom.js';
import { when } from '../../format.js';
import { label, PAYSLIP_REASONS, PAYSLIP_STATE } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { table } from '../../ui/table.js';

export const payslipTable = (rows) => table({
  caption: 'Payslips of this payroll',
  rows,
  columns: [
    { title: 'Employee', head: true, className: 'payslip-who', cell: who },
    { title: 'State', className: 'payslip-state', cell: (row) => badge(PAYSLIP_STATE, row.state) },
    { title: 'What happened, and what to do', className: 'payslip-why', cell: why },
    { title: 'Last step', className: 'nowrap', cell: (row) => when(row.updated_at) },
    { title: 'Document in Personio', className: 'payslip-document', cell: (row) => (row.document_id ? h('code', row.document_id) : h('span', { class: 'muted' }, 'none')) },
  ],
});

const employeeLink = (row, text) => h('a', { href: `#/employees/${encodeURIComponent(row.employee_id)}` }, text);

const who = (row) => [
  employeeLink(row, row.employee_id),
  row.revision > 0 && h('span', { class: 'payslip-revision muted small' }, `Correction ${row.revision}`),
];

// Where what has to be changed can be changed.
const WHERE = {
  payslips_disabled: ['Open settings', '#/settings'],
  no_folder: ['Open settings', '#/settings'],
  permission_missing: ['Open integrations', '#/integrations'],
  credentials_rejected: ['Open integrations', '#/integrations'],
  list_not_readable: ['Open integrations', '#/integrations'],
};

const OTHERWISE = {
  uploaded: 'In its owner’s documents.',
  pending: 'Sent as soon as its turn comes.',
  uploading: 'On its way.',
  uncertain: 'Personio’s list of documents is being asked.',
};

function why(row) {
  const { reason } = row;
  if (!reason) return h('span', { class: 'muted' }, OTHERWISE[row.state] ?? '');
  const where = Object.hasOwn(WHERE, reason.code) ? WHERE[reason.code] : null;
  return h('div', { class: 'payslip-words' },
    h('p', h('strong', label(PAYSLIP_REASONS, reason.code))),
    h('p', { class: 'muted' }, reason.detail),
    where && h('p', h('a', { href: where[1] }, where[0])),
    reason.code === 'not_in_personio' && h('p', employeeLink(row, 'Open the employee')));
}
