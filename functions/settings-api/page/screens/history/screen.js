// Sync history: what is under way, and what was done before.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { repeat } from '../../repeat.js';
import { bannerRegion, problemBanner } from '../../ui/banner.js';
import { heading } from '../../ui/heading.js';
import { announce } from '../../ui/live.js';
import { pager } from '../../ui/pager.js';
import { refill } from '../../ui/refill.js';
import { empty, failed, skeleton } from '../../ui/states.js';
import { heldBanner } from './held.js';
import { expected, isLive, waitingForAnswer } from './runs.js';
import { liveRun } from './live-run.js';
import { runsTable } from './runs-table.js';
import { standing } from './standing.js';
import { syncAllButton } from './sync-all.js';

export const title = 'Sync history';

const PAGE = 25;
const EVERY = 2_000;
// Nothing is under way: an hourly run may begin, and that is soon enough seen.
const IDLE_ROUNDS = 5;

export async function show(view) {
  const { signal } = view;
  const region = bannerRegion();
  const lost = bannerRegion();
  const place = () => h('div', { class: 'history-place' });
  const [status, held, live, list] = [place(), place(), place(), h('div')];
  const top = heading({
    title,
    lead: 'Every sync with Personio: what it read, what it changed, and whom it left alone.',
  });
  fill(list, skeleton({ rows: 8, text: 'Loading the history …' }));
  view.root.append(top, region, lost, status, held, live, list);

  // The first page as it was last seen; the cursor of the page that is shown.
  let latest = [];
  let cursor = null;
  let drawn = '';
  const bars = new Map();
  const pages = pager({ label: 'Syncs', load: async (from) => {
    cursor = from;
    try {
      const page = await api.runs({ limit: PAGE, cursor: from }, { signal });
      draw(page, { anew: true });
      return page;
    } catch (error) {
      // Without a first page there is no screen; without a later one there is.
      if (from === null || signal.aborted) throw error;
      refill(list, failed(error, { again: pages.again }), pages.element);
      return null;
    }
  } });

  function draw(page, { anew = false } = {}) {
    if (cursor === null) {
      tell(latest, page.items);
      latest = page.items;
      drawLive();
      drawHeld();
    }
    const ended = page.items.filter((run) => !isLive(run));
    const now = JSON.stringify(ended);
    if (!anew && now === drawn) return;
    drawn = now;
    if (page.items.length === 0) refill(list, nothingYet());
    else refill(list, ended.length > 0 && runsTable(ended), pages.element);
    list.className = 'stack';
  }
  function drawHeld() {
    const run = waitingForAnswer(latest);
    if (held.dataset.run === (run?.id ?? '')) return;
    held.dataset.run = run?.id ?? '';
    fill(held, run && heldBanner(run));
  }
  function drawLive() {
    const under = latest.filter(isLive);
    for (const id of [...bars.keys()]) if (!under.some((run) => run.id === id)) bars.delete(id);
    for (const run of under) {
      if (!bars.has(run.id)) bars.set(run.id, liveRun());
      bars.get(run.id).set(run, expected(latest));
    }
    // The one that is at work stands above the one that waits for it.
    const order = under.filter((run) => run.outcome === 'running').concat(under.filter((run) => run.outcome === 'queued'));
    const elements = order.map((run) => bars.get(run.id).element);
    if (elements.length !== live.children.length || elements.some((element, at) => live.children[at] !== element)) {
      refill(live, elements);
    }
  }

  const now = standing({ signal }).then(({ message, hindrance }) => {
    fill(status, message);
    const waiting = () => latest.find((run) => run.outcome === 'queued')?.id ?? null;
    top.querySelector('.heading-row').append(h('div', { class: 'heading-actions' }, syncAllButton({ view, region, hindrance, waiting })));
  });
  await Promise.all([now, pages.first()]);

  let rounds = 0;
  repeat(async () => {
    rounds += 1;
    if (rounds === 1 || cursor !== null || (!latest.some(isLive) && rounds % IDLE_ROUNDS !== 0)) return false;
    const page = await api.runs({ limit: PAGE }, { signal });
    if (cursor === null) draw(page);
    fill(lost);
    return false;
  }, { every: EVERY, signal, onError: (problem) => fill(lost, problemBanner(problem)) });
}

// Says when one has ended while somebody looks.
function tell(before, now) {
  for (const run of before.filter(isLive)) {
    const ended = now.find((one) => one.id === run.id && !isLive(one));
    if (ended) announce('The sync has ended. It is in the list now.');
  }
}

// What to do about it stands in the banner above.
const nothingYet = () => empty({
  title: 'Nothing was synced yet',
  body: 'The first sync starts when settings are saved, and one follows every hour. Each will be listed here.',
  sign: 'history',
});
