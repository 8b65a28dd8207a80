// What is known of runs, in words and in order.

import { count, dateAndTime, number } from '../../format.js';
import { COUNTS, label } from '../../words.js';

export const isLive = (run) => run.outcome === 'queued' || run.outcome === 'running';
export const ofEverybody = (run) => run.trigger !== 'single';

// What becomes of a person, the noteworthy first.
const CHANGED = ['created', 'updated'];
const QUIET = ['unchanged', 'excluded', 'skipped'];

export function title(run) {
  if (run.outcome === 'queued') return 'Sync waiting to start';
  const at = run.started_at ?? run.finished_at;
  const what = ofEverybody(run) ? 'Sync of' : 'Sync of one employee,';
  return at ? `${what} ${dateAndTime(at)}` : 'Sync';
}

// How many people a run under way will judge: as many as the latest one before it read. Nobody knows sooner, for Personio
// is asked page by page.
export function expected(runs) {
  const before = runs.find((run) => ofEverybody(run) && !isLive(run) && run.counts.read > 0);
  return before ? before.counts.read : null;
}

// What came after a held run and bears on its answer, among `runs`: {by: 'newer' | 'through' | 'under', run}, or null. A
// newer held one takes its place, and one that went through settles it.
export function settled(held, runs) {
  const later = runs.filter((run) => run.id > held.id && ofEverybody(run));
  const newer = later.find((run) => run.outcome === 'held');
  if (newer) return { by: 'newer', run: newer };
  const through = later.find((run) => run.outcome === 'succeeded' || run.outcome === 'incomplete');
  if (through) return { by: 'through', run: through };
  const under = later.find(isLive);
  return under ? { by: 'under', run: under } : null;
}

// The held run that still waits for an answer, or null.
export const waitingForAnswer = (runs) => runs.find(
  (run) => run.outcome === 'held' && settled(run, runs) === null,
) ?? null;

// Everybody was the same already: what most hours are.
export function isUneventful({ outcome, counts }) {
  return outcome === 'succeeded' && counts.read > 0 && [...CHANGED, 'failed'].every((key) => counts[key] === 0);
}

const phrase = (counts, keys) => keys.filter((key) => counts[key] > 0).map(
  (key) => `${number(counts[key])} ${label(COUNTS, key).toLowerCase()}`,
).join(', ');

// {main, failed, rest}: what happened, to whom it did not, and what went without saying.
export function summary(run) {
  const { counts } = run;
  if (run.outcome === 'queued') return { main: 'Waits for its turn', rest: '' };
  if (counts.read === 0) return { main: run.outcome === 'running' ? 'Reading from Personio' : 'Nothing was written', rest: '' };
  if (run.outcome === 'held') return { main: 'Nothing was written', rest: `${count(counts.read, 'person', 'people')} read` };
  return { main: phrase(counts, CHANGED) || 'No changes', failed: phrase(counts, ['failed']), rest: phrase(counts, QUIET) };
}
