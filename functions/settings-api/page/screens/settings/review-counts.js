// What saving would do, in numbers, and everything an admin should know before.

import { h } from '../../dom.js';
import { count, list, number } from '../../format.js';
import { COUNTS, fieldLabel, label } from '../../words.js';
import { banner } from '../../ui/banner.js';

const SHOWN = [
  ['created', 'good'], ['updated', 'info'], ['unchanged', 'plain'], ['blanked', 'warn'], ['excluded', 'plain'], ['skipped', 'plain'], ['failed', 'bad'],
];

export function reviewCounts({ counts }) {
  return h('dl', { class: 'counts' }, SHOWN.map(([key, tone]) => h('div', { class: counts[key] > 0 ? `tile tile-${tone}` : 'tile tile-none' },
    h('dt', label(COUNTS, key)), h('dd', number(counts[key])))));
}

export function reviewNotes({ held, warnings, complete, failure, counts }, choices) {
  return [
    choices.paused && banner({
      kind: 'info',
      title: 'Syncing is paused',
      body: 'The settings are saved, and nothing of what is shown here happens until the pause is lifted.',
    }),
    failure && banner({ kind: 'bad', title: 'Nobody would be synced', body: failure.detail }),
    held && heldBanner(held),
    warnings.map(warningBanner),
    !complete && banner({
      kind: 'warn',
      title: 'Not everybody could be read',
      body: 'Personio showed fewer people than it counts. What is shown here is about those who were seen; nothing is concluded about the others.',
    }),
    counts.failed > 0 && !failure && !warnings.some(({ code }) => code === 'employee_ids_change') && banner({
      kind: 'warn',
      title: `${count(counts.failed, 'person', 'people')} would not be synced`,
      body: 'Why, and what to do about it, stands under “Not synced” below.',
    }),
  ];
}

// Guard G1 in plain words.
function heldBanner({ effects, active, approved }) {
  const lines = effects.map(({ effect, field, people, allowed }) => (effect === 'blank'
    ? `${fieldLabel(field)} would be blanked for ${count(people, 'employee', 'employees')}; up to ${number(allowed)} is everyday.`
    : `Bank details would change for ${count(people, 'employee', 'employees')}; up to ${number(allowed)} is everyday.`));
  const blanked = effects.filter(({ effect }) => effect === 'blank').map(({ field }) => fieldLabel(field));
  return banner({
    kind: approved ? 'info' : 'warn',
    title: approved ? 'An admin has approved this already' : 'The sync would stop and wait for approval',
    body: [
      h('p', `Of ${count(active, 'active employee', 'active employees')}, unusually many would be affected:`),
      h('ul', { class: 'plain-list' }, lines.map((line) => h('li', line))),
      !approved && h('p', 'Nobody is changed until an admin approves it in the sync history. ',
        blanked.length > 0 && `If you did not mean this, go back and look where ${list(blanked)} ${blanked.length === 1 ? 'is' : 'are'} mapped to.`),
    ],
  });
}

const WARNINGS = {
  excludes_everybody: 'The filters exclude everybody',
  value_unknown: 'Nobody has this value',
  employee_ids_change: 'Employee IDs would change',
};

// Rules X4 and M7.
export const warningBanner = ({ code, detail }) => banner({ kind: 'warn', title: label(WARNINGS, code), body: detail });
