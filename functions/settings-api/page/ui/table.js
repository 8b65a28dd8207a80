// A table of data, which becomes a list of cards where there is little room.
//
//   table({ caption: 'Employees', rows, columns: [
//     { title: 'Employee', cell: (row) => row.employee_id, head: true },       // head: the row's own heading
//     { title: 'Read', cell: (row) => number(row.counts.read), numeric: true },
//     { title: 'Actions', cell: (row) => menu(...), hideTitle: true, actions: true } ] })
//
// Not sortable: the API gives every list in one order. `scroll: true` keeps the table and lets it scroll inside its own
// region instead. `rowClass(row)` adds a class.

import { h, uniqueId } from '../dom.js';

export function table({ caption, columns, rows, scroll = false, rowClass, hideCaption = true }) {
  const id = uniqueId('table');
  const head = h('thead', h('tr', columns.map((column) => h('th', { scope: 'col', class: classes(column) },
    column.hideTitle ? h('span', { class: 'visually-hidden' }, column.title) : column.title))));
  const body = h('tbody', rows.map((row) => h('tr', { class: rowClass?.(row) }, columns.map((column) => h(
    column.head ? 'th' : 'td',
    { scope: column.head ? 'row' : null, class: classes(column), data: { title: column.hideTitle ? null : column.title } },
    h('div', { class: 'cell' }, column.cell(row)),
  )))));
  return h('div', {
    class: scroll ? 'table-region table-scroll' : 'table-region table-cards',
    role: 'region',
    'aria-labelledby': id,
    tabindex: scroll ? 0 : null,
  },
  h('table', { class: 'table' },
    h('caption', { id, class: hideCaption ? 'visually-hidden' : null }, caption), head, body));
}

const classes = ({ numeric, actions, head, className }) => [
  numeric && 'numeric', actions && 'actions', head && 'row-head', className,
].filter(Boolean).join(' ') || null;
