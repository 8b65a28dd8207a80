// One sync: how it went, why, and what became of whom.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count, duration, number, when } from '../../format.js';
import { repeat } from '../../repeat.js';
import { label, RUN_OUTCOME, RUN_REASONS, TRIGGER } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { banner, bannerRegion, problemBanner } from '../../ui/banner.js';
import { linkButton } from '../../ui/button.js';
import { card, facts } from '../../ui/card.js';
import { heading } from '../../ui/heading.js';
import { announce } from '../../ui/live.js';
import { empty, skeleton } from '../../ui/states.js';
import { answerable, heldCard } from './held.js';
import { liveRun } from './live-run.js';
import { people } from './people.js';
import { expected, isLive, isUneventful, ofEverybody, title as titleOf } from './runs.js';

export const title = 'Sync';

const EVERY = 1_500;

export async function show(view) {
  const { signal } = view;
  const region = bannerRegion();
  const lost = bannerRegion();
  const [state, place] = [h('span'), h('div', { class: 'stack run-place' })];
  const top = heading({ title, back: ['Sync history', '#/history'], beside: state });
  fill(place, skeleton({ rows: 8, text: 'Loading the sync …' }));
  view.root.append(top, region, lost, place);

  const read = () => api.run(view.params.id, { signal });
  const name = (run) => {
    top.querySelector('h1').textContent = titleOf(run);
    view.title(titleOf(run));
    fill(state, badge(RUN_OUTCOME, run.outcome));
  };
  const drawEnded = async (run) => {
    name(run);
    const parts = await ended(run, { view, region, again: async () => drawEnded(await read()) });
    fill(place, parts);
  };

  const first = await read().catch((error) => {
    if (error.code !== 'not_found') throw error;
    fill(place, unknown());
  });
  if (!first) return;
  if (!isLive(first)) { await drawEnded(first); return; }

  const live = liveRun({ link: false });
  const { items } = await api.runs({ limit: 25 }, { signal });
  const guess = expected(items.filter((run) => run.id < first.id));
  const about = h('div');
  name(first);
  fill(place, card({ class: 'run-facts', 'aria-label': 'Progress', body: [live.element, about] }));
  const draw = (run) => {
    name(run);
    live.set(run, guess);
    fill(about, summaryFacts(run));
  };
  draw(first);
  repeat(async () => {
    const run = await read();
    fill(lost);
    if (isLive(run)) { draw(run); return false; }
    await drawEnded(run);
    announce(`The sync has ended: ${label(RUN_OUTCOME, run.outcome)}.`);
    return true;
  }, { every: EVERY, signal, onError: (problem) => fill(lost, problemBanner(problem)) });
}

const unknown = () => empty({
  title: 'There is no such sync',
  body: 'The address is not complete, or it is a sync of another company.',
  sign: 'history',
  actions: [linkButton('See all syncs', '#/history')],
});

// Everything there is to say of a run that is over.
async function ended(run, { view, region, again }) {
  const isHeld = run.outcome === 'held';
  const after = isHeld ? await answerable(run, { signal: view.signal }) : null;
  const list = run.counts.read > 0 && !isHeld ? await people({ run, view }) : null;
  return [
    isHeld ? heldCard({ run, after, region, view, again }) : why(run),
    isUneventful(run) && ofEverybody(run) && banner({
      kind: 'good',
      title: 'Nothing had to change',
      body: sameAsBefore(run.counts),
    }),
    card({ class: 'run-facts', 'aria-label': 'Summary', body: summaryFacts(run) }),
    list,
  ].filter(Boolean);
}

function sameAsBefore({ unchanged, excluded, skipped }) {
  const same = unchanged === 1 ? 'The one employee was' : `All ${number(unchanged)} employees were`;
  const others = excluded + skipped;
  return `${same} the same in Pento and in Personio.${others > 0 ? ` ${count(others, 'person was', 'people were')} left out, as listed below.` : ''}`;
}

function summaryFacts(run) {
  const { counts } = run;
  const isCounted = counts.read > 0 && !isLive(run) && run.outcome !== 'held';
  return facts([
    ['Started by', label(TRIGGER, run.trigger)],
    ['Started', when(run.started_at, 'Not begun')],
    run.finished_at && run.started_at && ['Took', duration(run.started_at, run.finished_at)],
    !isLive(run) && ['Read from Personio', count(counts.read, 'person', 'people')],
    isCounted && ['Values blanked', number(counts.blanked)],
    isCounted && ['Problems found', number(counts.problems)],
    (run.personio_requests > 0 || !isLive(run)) && ['Requests to Personio', number(run.personio_requests)],
  ]);
}

const WHERE = {
  paused: ['Open settings', '#/settings'],
  awaiting_settings: ['Open settings', '#/settings'],
  match_attribute_not_readable: ['Open settings', '#/settings'],
  not_connected: ['Open integrations', '#/integrations'],
  credentials_rejected: ['Open integrations', '#/integrations'],
  permission_missing: ['Open integrations', '#/integrations'],
};
const KIND = { failed: 'bad', incomplete: 'warn', skipped: 'info' };
const VERDICT = { failed: 'This sync failed', incomplete: 'This sync is incomplete', skipped: 'This sync was skipped' };

function why({ outcome, reason, counts }) {
  if (!reason) return null;
  const where = Object.hasOwn(WHERE, reason.code) ? WHERE[reason.code] : null;
  return banner({
    kind: KIND[outcome] ?? 'info',
    title: VERDICT[outcome] ?? label(RUN_REASONS, reason.code),
    body: [h('p', reason.detail), outcome === 'failed' && counts.read === 0 && h('p', 'Nothing was written; employees in Pento stay as they are.')],
    actions: where ? [linkButton(...where)] : [],
  });
}
