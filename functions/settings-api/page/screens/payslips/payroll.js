// One payroll: how far its payslips are, person by person.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count, day, number, when } from '../../format.js';
import { repeat } from '../../repeat.js';
import { label, PAYSLIP_STATE, tone } from '../../words.js';
import { bannerRegion, problemBanner } from '../../ui/banner.js';
import { linkButton } from '../../ui/button.js';
import { card } from '../../ui/card.js';
import { heading } from '../../ui/heading.js';
import { announce } from '../../ui/live.js';
import { pager } from '../../ui/pager.js';
import { progress } from '../../ui/progress.js';
import { refill } from '../../ui/refill.js';
import { empty, failed, skeleton } from '../../ui/states.js';
import { filterTiles } from '../../ui/tiles.js';
import { progressWords, STATES, total, toRetry, underWay } from './counts.js';
import { hindrance } from './hindrance.js';
import { payslips } from './ledger.js';
import { payslipTable } from './payslip-table.js';
import { retryButton } from './retry.js';

export const title = 'Payroll';

const PAGE = 50;
const EVERY = 2_000;
const IDLE_ROUNDS = 10;
const RETRIED = new Set(['failed', 'skipped', 'needs_check']);
const COLOURED = new Set(['good', 'bad', 'warn', 'info']);

export async function show(view) {
  const { signal } = view;
  const id = view.params.id;
  const [region, lost] = [bannerRegion(), bannerRegion()];
  const [lead, status, list] = [h('span'), h('div', { class: 'payslips-status' }), h('div', { class: 'stack' })];
  const top = heading({ title, back: ['Payslips', '#/payslips'], lead });
  const bar = progress({ label: 'Sent to Personio' });
  const note = h('p', { class: 'muted small' });
  let counts = null;
  let drawn = '';
  let cursor = null;

  const retry = retryButton({ payrollId: id, counts: () => counts, region, signal, done: () => {
    // What was failed waits now, and would be looked for in vain.
    if (RETRIED.has(tiles.value)) tiles.choose('');
    return refresh();
  } });
  const actions = h('div', { class: 'heading-actions', hidden: true }, retry);
  top.querySelector('.heading-row').append(actions);
  const tiles = filterTiles({
    label: 'Show payslips by state',
    value: view.query.get('state') ?? '',
    onChange: (state) => { view.keep({ state }); return pages.first(); },
  });
  const pages = pager({ label: 'Payslips', load: async (from) => {
    cursor = from;
    try {
      const page = await payslips(id, { state: tiles.value, limit: PAGE, cursor: from }, { signal });
      draw(page, { anew: true });
      return page;
    } catch (error) {
      if (counts === null || signal.aborted) throw error;
      refill(list, failed(error, { again: pages.again }), pages.element);
      return null;
    }
  } });

  function draw(page, { anew = false } = {}) {
    drawCounts(page.counts);
    const now = JSON.stringify(page.items);
    if (!anew && now === drawn) return;
    drawn = now;
    refill(list, page.items.length > 0 ? payslipTable(page.items) : nobody(tiles.value), pages.element);
  }
  function drawCounts(fresh) {
    if (counts && underWay(counts) > 0 && underWay(fresh) === 0) announce(`Done: ${progressWords(fresh)}`);
    counts = fresh;
    bar.set(counts.uploaded, total(counts), progressWords(counts));
    note.textContent = remaining(counts);
    note.hidden = note.textContent === '';
    // A button that goes away must not take focus with it.
    if (toRetry(counts) === 0 && actions.contains(document.activeElement)) top.querySelector('h1').focus();
    actions.hidden = toRetry(counts) === 0;
    if (retry.getAttribute('aria-busy') !== 'true') {
      retry.querySelector('.button-text').textContent = `Retry failed (${number(toRetry(counts))})`;
    }
    const state = (key) => ({
      value: key,
      label: label(PAYSLIP_STATE, key),
      count: counts[key],
      tone: COLOURED.has(tone(PAYSLIP_STATE, key)) ? tone(PAYSLIP_STATE, key) : null,
    });
    tiles.set([
      { value: '', label: 'All', count: total(counts) },
      ...STATES.filter((key) => counts[key] > 0 || key === 'uploaded' || key === tiles.value).map(state),
    ]);
  }
  // What stands on the page that is shown, anew. An old cursor leads to the same place.
  async function refresh() {
    const [state, from] = [tiles.value, cursor];
    const page = await payslips(id, { state, limit: PAGE, cursor: from }, { signal });
    if (state === tiles.value && from === cursor) draw(page);
  }

  fill(list, skeleton({ rows: 8, text: 'Loading payslips …' }));
  view.root.append(top, region, lost, status, list);
  const found = await Promise.all([api.payslips(id, { limit: 1 }, { signal }), hindrance({ signal })]).catch((error) => {
    if (error.code !== 'not_found') throw error;
    fill(list, unknown());
  });
  if (!found) return;
  const [first, message] = found;
  const { payroll } = first;
  top.querySelector('h1').textContent = payroll.title;
  view.title(payroll.title);
  fill(lead, `Pay date ${day(payroll.pay_date)} · finalised `, when(payroll.finalised_at));
  fill(status, message);
  drawCounts(first.counts);
  list.before(card({ 'aria-label': 'Progress', class: 'payroll-card', body: [bar.element, note] }), tiles.element);
  await pages.first();

  let rounds = 0;
  repeat(async () => {
    rounds += 1;
    if (rounds > 1 && (underWay(counts) > 0 || rounds % IDLE_ROUNDS === 0)) await refresh();
    fill(lost);
    return false;
  }, { every: EVERY, signal, onError: (problem) => fill(lost, problemBanner(problem)) });
}

function remaining(counts) {
  const left = counts.pending + counts.uploading;
  const words = [];
  if (left > 0) words.push(`${count(left, 'payslip waits', 'payslips wait')}. Up to 60 a minute are sent.`);
  if (counts.uncertain > 0) {
    words.push(`${count(counts.uncertain, 'upload was', 'uploads were')} not answered clearly; Personio’s documents are being searched.`);
  }
  return words.join(' ');
}

const unknown = () => empty({
  title: 'There is no such payroll',
  body: 'It was never finalised, or the address is not complete.',
  sign: 'payslip',
  actions: [linkButton('See all payrolls', '#/payslips')],
});

const nobody = (state) => empty({
  title: state === '' ? 'No payslips' : 'None',
  body: state === '' ? 'The payroll was finalised without payslips.' : 'No payslip of this payroll is in this state now.',
  sign: 'payslip',
});
