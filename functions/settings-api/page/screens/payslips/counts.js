// How far a payroll's payslips are, from the counts of the API.

import { count, number } from '../../format.js';

export const STATES = ['uploaded', 'failed', 'needs_check', 'skipped', 'uncertain', 'uploading', 'pending'];
const UNDER_WAY = ['pending', 'uploading', 'uncertain'];
const TO_RETRY = ['failed', 'skipped', 'needs_check'];

const sum = (counts, states) => states.reduce((all, state) => all + counts[state], 0);

export const total = (counts) => sum(counts, STATES);
// Those that go on by themselves: worth looking again in a moment.
export const underWay = (counts) => sum(counts, UNDER_WAY);
// Those that wait for a person, and that *Retry* takes up.
export const toRetry = (counts) => sum(counts, TO_RETRY);

export const progressWords = (counts) => {
  const all = total(counts);
  return counts.uploaded === all
    ? `${all === 1 ? 'The one payslip is' : `All ${number(all)} are`} in Personio`
    : `${number(counts.uploaded)} of ${count(all, 'payslip', 'payslips')} in Personio`;
};
