// Payslips: the payrolls that were finalised, and how far their payslips are.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { day, when } from '../../format.js';
import { repeat } from '../../repeat.js';
import { label, PAYSLIP_STATE, tone } from '../../words.js';
import { pill } from '../../ui/badge.js';
import { bannerRegion, problemBanner } from '../../ui/banner.js';
import { button } from '../../ui/button.js';
import { heading } from '../../ui/heading.js';
import { announce } from '../../ui/live.js';
import { progress } from '../../ui/progress.js';
import { empty, skeleton } from '../../ui/states.js';
import { progressWords, total, underWay } from './counts.js';
import { hindrance } from './hindrance.js';

export const title = 'Payslips';

// A year of months. Each needs a request of its own for its counts.
const AT_ONCE = 12;
const EVERY = 3_000;
const IDLE_ROUNDS = 5;
const WORTH_A_BADGE = ['failed', 'needs_check', 'skipped'];

export async function show(view) {
  const { signal } = view;
  const [status, lost, place] = [h('div', { class: 'payslips-status' }), bannerRegion(), h('div', { class: 'stack' })];
  fill(place, skeleton({ rows: 5, text: 'Loading payrolls …' }));
  view.root.append(heading({
    title,
    lead: 'When a payroll is finalised in Pento, each payslip is filed in its owner’s documents in Personio.',
  }), lost, status, place);

  const list = h('ul', { class: 'payrolls' });
  const rows = new Map();
  let shown = AT_ONCE;
  let known = [];
  const more = button('Show older payrolls', { onClick: () => { shown += AT_ONCE; draw().catch(tell); } });
  const tell = (problem) => { if (problem.name !== 'AbortError') fill(lost, problemBanner(problem)); };

  async function draw() {
    const visible = known.slice(0, shown);
    const fresh = visible.filter(({ payroll_id: id }) => !rows.has(id));
    for (const payroll of fresh) rows.set(payroll.payroll_id, payrollRow(payroll));
    const elements = visible.map(({ payroll_id: id }) => rows.get(id).element);
    // Only what is new is put in, so that focus and reading position stay.
    elements.forEach((element, at) => { if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null); });
    more.hidden = shown >= known.length;
    if (known.length === 0) fill(place, nothingYet());
    else if (!list.isConnected) fill(place, list, h('div', { class: 'payrolls-more' }, more));
    await Promise.all(fresh.map(count));
  }
  async function count({ payroll_id: id }) {
    const { counts } = await api.payslips(id, { limit: 1 }, { signal });
    rows.get(id).set(counts);
  }
  async function read() {
    known = (await api.payrolls({ signal })).items;
    await draw();
  }

  const settled = hindrance({ signal }).then((message) => fill(status, message));
  await Promise.all([read(), settled]);

  let rounds = 0;
  repeat(async () => {
    rounds += 1;
    if (rounds % IDLE_ROUNDS === 0) await read();
    const moving = known.slice(0, shown).filter(({ payroll_id: id }) => rows.get(id)?.isMoving);
    if (rounds > 1) await Promise.all(moving.map(count));
    fill(lost);
    return false;
  }, { every: EVERY, signal, onError: tell });
}

function payrollRow(payroll) {
  const bar = progress({ label: 'Payslips', text: 'Counting …' });
  const badges = h('div', { class: 'payroll-badges' });
  const row = { isMoving: true };
  row.element = h('li', { class: 'payroll' },
    h('div', { class: 'payroll-words' },
      h('h2', { class: 'payroll-title' }, h('a', { href: `#/payslips/${encodeURIComponent(payroll.payroll_id)}` }, payroll.title)),
      h('p', { class: 'muted' }, `Pay date ${day(payroll.pay_date)} · finalised `, when(payroll.finalised_at))),
    h('div', { class: 'payroll-progress' }, bar.element, badges));
  row.set = (counts) => {
    const all = total(counts);
    const wasMoving = row.isMoving && row.counted;
    bar.set(all > 0 ? counts.uploaded : null, all, all > 0 ? progressWords(counts) : 'Being listed');
    row.isMoving = underWay(counts) > 0 || all === 0;
    row.counted = true;
    if (wasMoving && !row.isMoving) announce(`${payroll.title}: ${progressWords(counts)}`);
    fill(badges, [
      underWay(counts) > 0 && pill(`${underWay(counts)} under way`, 'busy'),
      ...WORTH_A_BADGE.filter((state) => counts[state] > 0).map(
        (state) => pill(`${counts[state]} ${label(PAYSLIP_STATE, state).toLowerCase()}`, tone(PAYSLIP_STATE, state)),
      ),
    ]);
    badges.hidden = badges.children.length === 0;
  };
  return row;
}

const nothingYet = () => empty({
  title: 'No payroll yet',
  body: 'Nothing has to be done here: as soon as a payroll is finalised in Pento, it appears by itself, and its payslips are sent to Personio.',
  sign: 'payslip',
});
