// Runs that have ended, one in each row.

import { h } from '../../dom.js';
import { count, duration, number, when } from '../../format.js';
import { label, RUN_OUTCOME, RUN_REASONS, TRIGGER } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { table } from '../../ui/table.js';
import { isUneventful, summary } from './runs.js';

export const runsTable = (runs) => table({
  caption: 'Syncs that have ended, the latest first',
  rows: runs,
  rowClass: (run) => (isUneventful(run) ? 'run-quiet' : null),
  columns: [
    { title: 'Started', head: true, className: 'run-when', cell: started },
    { title: 'Result', cell: (run) => h('div', { class: 'run-result' }, badge(RUN_OUTCOME, run.outcome),
      run.reason && run.outcome !== 'held' && h('span', { class: 'muted small' }, reasonWords(run))) },
    { title: 'What happened', className: 'run-happened', cell: happened },
    { title: 'People', numeric: true, cell: (run) => number(run.counts.read) },
    { title: 'Took', className: 'run-took', cell: took },
  ],
});

const started = (run) => [
  h('a', { href: `#/history/${encodeURIComponent(run.id)}` }, when(run.started_at ?? run.finished_at, 'Not begun')),
  h('span', { class: 'run-trigger muted small' }, label(TRIGGER, run.trigger)),
];

const took = (run) => [
  h('span', run.started_at && run.finished_at ? duration(run.started_at, run.finished_at) : 'Not begun'),
  h('span', { class: 'muted small' }, count(run.personio_requests, 'Personio request', 'Personio requests')),
];

// A held run is asked about on its own screen; here its badge says it all.
const reasonWords = (run) => label(RUN_REASONS, run.reason.code);

function happened(run) {
  const { main, failed, rest } = summary(run);
  return [h('span', main, failed && [main && ', ', h('strong', { class: 'run-failed' }, failed)]), rest && h('span', { class: 'run-rest muted small' }, rest)];
}
