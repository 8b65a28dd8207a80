// The latest sync of everybody, in a few lines.

import { h } from '../../dom.js';
import { number, when } from '../../format.js';
import { label, RUN_OUTCOME, TRIGGER, COUNTS } from '../../words.js';
import { badge } from '../../ui/badge.js';

const SHOWN = ['created', 'updated', 'unchanged', 'excluded', 'skipped', 'failed'];

export function lastRun(run) {
  if (!run) return h('p', { class: 'muted' }, 'No sync yet. The first one starts when settings are saved.');
  const counts = SHOWN.filter((key) => run.counts[key] > 0);
  return h('div', { class: 'stack' },
    h('div', { class: 'row' }, badge(RUN_OUTCOME, run.outcome), when(run.finished_at ?? run.started_at, 'not begun'),
      h('span', { class: 'muted' }, label(TRIGGER, run.trigger))),
    run.reason && h('p', run.reason.detail),
    counts.length > 0 && h('dl', { class: 'run-counts' }, counts.map((key) => h('div',
      h('dt', label(COUNTS, key).toLowerCase()), h('dd', number(run.counts[key]))))),
    h('p', h('a', { href: `#/history/${encodeURIComponent(run.id)}` }, 'See what this sync did')));
}
