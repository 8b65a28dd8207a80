// A run that waits or is under way: a bar, and the numbers as they grow.
//
//   const live = liveRun();      live.set(run, expected)      live.element

import { h, fill } from '../../dom.js';
import { count, number } from '../../format.js';
import { COUNTS, TRIGGER, label } from '../../words.js';
import { progress } from '../../ui/progress.js';

const GROWING = ['created', 'updated', 'unchanged', 'excluded', 'skipped', 'failed'];

export function liveRun({ link = true } = {}) {
  const bar = progress({ label: 'Sync' });
  const name = bar.element.querySelector('label');
  const note = h('p', { class: 'muted small' });
  const numbers = h('dl', { class: 'run-numbers' });
  const open = h('a', { class: 'live-run-link' }, 'Watch this sync');
  const element = h('div', { class: 'live-run' }, bar.element, numbers, h('div', { class: 'live-run-foot' }, note, link && open));

  function set(run, expected) {
    const { read } = run.counts;
    name.textContent = `${stage(run)} · ${label(TRIGGER, run.trigger)}`;
    open.setAttribute('href', `#/history/${encodeURIComponent(run.id)}`);
    if (read === 0) bar.set(null, null, '');
    else if (expected === null) bar.set(null, null, `${count(read, 'person', 'people')} so far`);
    else bar.set(read, expected, read > expected ? `${count(read, 'person', 'people')} so far` : `${number(read)} of about ${number(expected)}`);
    note.textContent = explain(run, expected);
    const grown = read === 0 ? [] : GROWING.filter((key) => run.counts[key] > 0);
    numbers.hidden = grown.length === 0;
    fill(numbers, grown.map((key) => h('div', h('dt', label(COUNTS, key).toLowerCase()), h('dd', number(run.counts[key])))));
  }
  return { element, set };
}

function stage({ outcome, counts }) {
  if (outcome === 'queued') return 'Waiting for its turn';
  return counts.read === 0 ? 'Reading from Personio' : 'Comparing and writing';
}

function explain({ outcome, counts }, expected) {
  if (outcome === 'queued') return 'It begins as soon as the one before it has ended, mostly within seconds.';
  if (counts.read === 0) return 'Everybody is read first, and only then is anything written.';
  if (expected === null) return 'This is the first sync, so nobody knows yet how many people there are.';
  return `An estimate: the sync before had ${count(expected, 'person', 'people')}.`;
}
