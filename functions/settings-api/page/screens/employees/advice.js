// What to do about a person who was not simply created or updated. What happened says the API's own `detail`.
//
//   const { title, detail, saysMore, todo, link } = advice(reason);     link: [text, address] of the screen that helps, or
//   null; saysMore: whether `detail` tells more than `title` does

import { REASONS, label } from '../../words.js';

const TICK = 'In Personio, open Settings › Integrations › API credentials, choose the credential, tick the attribute under '
  + '“Readable employee attributes”, and save.';
const SETTINGS = ['Open settings', '#/settings'];

const ADVICE = {
  excluded: ['If that is meant, there is nothing to do. Otherwise change the filter, or the value in Personio.', SETTINGS],
  filter_attribute_not_readable: ['It is ticked in Personio under Settings › Integrations › API credentials. Or take the filter away: until then nobody can say whether this person is excluded.', SETTINGS],
  terminated_in_previous_tax_year: ['There is nothing to do: that tax year is closed. If the termination date is wrong, correct it in Personio.', null],
  employee_id_missing: ['Fill it in for this person in Personio, then sync again.', null],
  employee_id_invalid: ['Correct it in Personio: 1 to 35 plain letters, digits and signs. Then sync again.', null],
  employee_id_duplicate: ['Give both people an Employee ID of their own in Personio, then sync again. Until then neither is touched.', null],
  match_attribute_not_readable: [`${TICK} Or choose another attribute for the Employee ID.`, SETTINGS],
  employee_id_changed: ['Nothing was written, so that nobody is paid twice. Put the old Employee ID back in Personio, then sync again.', null],
  employee_id_reused: ['Give this person a new Employee ID in Personio; the old one stays with whoever had it. Then sync again.', null],
  identity_conflict: ['Nothing was written. Find out to whom the Employee ID belongs, correct the other one in Personio, then sync again.', null],
  not_in_personio: ['If they have left, enter their termination date in Pento.', null],
  write_conflict: ['Sync again in a moment.', null],
  personio_unavailable: ['Nothing was changed. Sync again in a moment.', null],
};

// Where the sentence has something that the short name has not.
const SAYS_MORE = new Set(['excluded', 'filter_attribute_not_readable', 'employee_id_invalid', 'employee_id_changed', 'identity_conflict']);

export function advice(reason) {
  const [todo, link] = Object.hasOwn(ADVICE, reason.code) ? ADVICE[reason.code] : [null, null];
  return { title: label(REASONS, reason.code), detail: reason.detail, saysMore: SAYS_MORE.has(reason.code) || todo === null, todo, link };
}
