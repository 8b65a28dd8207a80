// What to do about a person's outcome, where the API's sentence only says what happened.

import { h } from '../../dom.js';

const TICK = 'In Personio, open Settings › Integrations › API credentials, and tick it under “Readable employee attributes”.';

const ADVICE = {
  terminated_in_previous_tax_year: 'Nothing to do: that year’s payroll is closed.',
  employee_id_missing: 'Enter one in Personio; the next sync takes the person in.',
  employee_id_invalid: 'Correct it in Personio.',
  employee_id_duplicate: 'Nobody who shares it was touched. Give each person an Employee ID of their own in Personio.',
  match_attribute_not_readable: TICK,
  identity_conflict: 'Nothing was written. Compare both in Personio: correct the fields if it is one person, or give the new person an Employee ID of their own.',
  not_in_personio: 'If the person has left, enter the termination date in Pento.',
};

export function reasonWords(reason) {
  const advice = Object.hasOwn(ADVICE, reason.code) ? ADVICE[reason.code] : null;
  return h('div', { class: 'reason' },
    h('p', reason.detail),
    advice && h('p', { class: 'muted small' }, advice),
    reason.code === 'filter_attribute_not_readable' && h('p', { class: 'small' },
      h('a', { href: '#/settings' }, 'Look at the filter in settings')));
}

// Whether Pento may hold nobody of this Employee ID, so that a link would lead nowhere.
const MAY_BE_UNKNOWN = new Set(['excluded', 'terminated_in_previous_tax_year', 'filter_attribute_not_readable']);

// The Employee ID whose employee tells more about this outcome, or null.
export function employeeOf({ employee_id: id, reason }) {
  if (reason?.code === 'employee_id_changed') return reason.from;
  return reason && MAY_BE_UNKNOWN.has(reason.code) ? null : id;
}
