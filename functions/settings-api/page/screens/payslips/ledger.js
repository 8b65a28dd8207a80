// The payslips of a payroll in one state. The API pages through all of them, by Employee ID; here the pages are read on
// until one page of the wanted state is full, or as many were found as there are.

import * as api from '../../api.js';

const READ_AT_ONCE = 500;

// Answers {items, next_cursor, counts, payroll} as the API does. `cursor` is null, or the `next_cursor` of the page before.
export async function payslips(payrollId, { state, limit, cursor }, { signal }) {
  if (!state) return api.payslips(payrollId, { limit, cursor }, { signal });
  const items = [];
  let { from, skip, seen } = cursor ?? { from: null, skip: 0, seen: 0 };
  for (;;) {
    const page = await api.payslips(payrollId, { limit: READ_AT_ONCE, cursor: from }, { signal });
    const { counts, payroll } = page;
    for (const [at, payslip] of page.items.entries()) {
      if (at < skip || payslip.state !== state) continue;
      // One more than fits: there is a next page, and it begins here.
      if (items.length === limit) return { items, counts, payroll, next_cursor: { from, skip: at, seen } };
      items.push(payslip);
      seen += 1;
    }
    if (page.next_cursor === null || seen >= counts[state]) return { items, counts, payroll, next_cursor: null };
    from = page.next_cursor;
    skip = 0;
  }
}
