// A held run: what is held, in plain words, and an admin's answer.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count, list, number, when } from '../../format.js';
import { refusal } from '../../session.js';
import { fieldLabel } from '../../words.js';
import { banner, problemBanner, say } from '../../ui/banner.js';
import { busy, button, linkButton } from '../../ui/button.js';
import { card } from '../../ui/card.js';
import { confirm } from '../../ui/confirm.js';
import { toast } from '../../ui/toast.js';
import { settled } from './runs.js';

const people = (effect) => count(effect.people, 'employee', 'employees');
const name = (effect) => (effect.effect === 'blank' ? fieldLabel(effect.field) : 'Bank details');

// Whether somebody may still answer: nothing newer is held, and no later sync went through.
export async function answerable(run, { signal }) {
  const { items } = await api.runs({ limit: 50 }, { signal });
  return settled(run, items);
}

// `after`: what `answerable` said. `again` asks anew and draws anew. That it was rejected the API does not tell later.
export function heldCard({ run, after, region, view, again, isRejected = false }) {
  const effects = run.reason?.effects ?? [];
  const isOver = after?.by === 'newer' || after?.by === 'through';
  const foot = h('div', { class: 'held-foot' });
  const isOpen = !isOver && !isRejected;
  const rejected = () => element.replaceWith(heldCard({ run, after, region, view, again, isRejected: true }));
  if (isOver) fill(foot, h('p', superseded(after)));
  else if (isRejected) fill(foot, h('p', { class: 'muted' }, 'If you change your mind, open this screen again and approve.'));
  else fill(foot, answers({ run, effects, region, view, again, rejected }));
  const element = card({
    class: isOpen ? 'held' : 'held held-over',
    title: isOpen ? waiting() : isOver ? 'What was held' : 'What you rejected',
    body: [
      h('p', 'This sync stopped before it wrote anything, because it would have changed unusually many people at once:'),
      h('ul', { class: 'held-effects' }, effects.map(effectWords)),
      isOpen && h('div', { class: 'held-notes' },
        h('p', 'Held since ', when(run.finished_at), '. Until it is answered every hourly sync is held too, so ',
          h('strong', 'no other change reaches Pento'), ' either.'),
        h('p', guidance(effects))),
    ],
    foot,
  });
  return element;
}

const waiting = () => (refusal('admin') ? 'Waiting for an admin’s answer' : 'Waiting for your answer');

// For the list, where one sentence has to do.
export const heldBanner = (run) => banner({
  kind: 'warn',
  title: 'A sync is held until an admin answers',
  body: `${run.reason.effects.map(shortly).join('; ')}. Until then no change reaches Pento.`,
  actions: [linkButton('Look and answer', `#/history/${encodeURIComponent(run.id)}`)],
});

const shortly = (effect) => `${name(effect)} would ${effect.effect === 'blank' ? 'be blanked' : 'change'} for ${people(effect)}`;

const effectWords = (effect) => h('li',
  h('p', h('strong', name(effect)), effect.effect === 'blank' ? ' would be blanked for ' : ' would change for ', h('strong', people(effect)), '.'),
  h('p', { class: 'muted small' }, `Up to ${number(effect.allowed)} would have gone through without asking.`));

function guidance(effects) {
  const blanked = effects.filter((effect) => effect.effect === 'blank').map(name);
  const lines = [];
  if (blanked.length > 0) {
    lines.push(`If ${list(blanked)} was emptied in Personio by mistake, reject, and put the values back there. If it was meant, approve.`);
  }
  if (effects.some((effect) => effect.effect === 'change_bank_details')) {
    lines.push('Ask who changed the bank details, and why, before you approve: salaries go to the new accounts from then on.');
  }
  return lines.join(' ');
}

const superseded = ({ by, run }) => [
  by === 'newer' ? 'A newer sync is held since. It takes the place of this one: ' : 'A later sync went through, so there is nothing to answer any more: ',
  h('a', { href: `#/history/${encodeURIComponent(run.id)}` }, by === 'newer' ? 'answer that one' : 'see what it did'), '.',
];

function answers(context) {
  const admin = refusal('admin');
  const approve = button('Approve …', { kind: 'primary', disabled: admin, onClick: () => answer(approve, true, context) });
  const reject = button('Reject …', { disabled: admin, onClick: () => answer(reject, false, context) });
  return [
    h('div', { class: 'row' }, approve, reject),
    h('p', { class: 'muted small' }, admin ?? 'An approval covers exactly these changes, and lapses after 24 hours.'),
  ];
}

async function answer(element, isApproved, { run, effects, region, view, again, rejected }) {
  if (!(await confirm(isApproved ? approving(effects) : rejecting(effects)))) return;
  const call = isApproved ? api.approveRun : api.rejectRun;
  try {
    const said = await busy(element, isApproved ? 'Approving …' : 'Rejecting …', call(run.id, { signal: view.signal }));
    if (said.run_id) {
      toast('Approved. This sync carries it out.');
      view.go(`/history/${encodeURIComponent(said.run_id)}`);
      return;
    }
    rejected();
    say(region, banner({
      kind: 'good',
      title: 'Rejected: nothing of this is written',
      body: 'The next hourly sync looks at Personio again. It goes through once the values are back there, and is held again if they are not.',
    }));
    view.root.querySelector('h1').focus();
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (error.code === 'not_held' || error.code === 'not_found') {
      await again();
      say(region, banner({
        kind: 'info',
        title: 'Your answer came too late',
        body: 'A newer sync took the place of this one, or went through. Nothing was changed by your answer; what holds now stands below.',
      }));
    } else say(region, problemBanner(error, error.code === 'not_connected' ? [linkButton('Open integrations', '#/integrations')] : []));
  }
}

const effectList = (effects) => h('ul', { class: 'held-list' }, effects.map((effect) => h('li', h('strong', name(effect)),
  effect.effect === 'blank' ? ` is blanked for ${people(effect)}` : ` are replaced for ${people(effect)}`)));

const approving = (effects) => ({
  title: 'Approve these changes?',
  body: h('div', { class: 'stack' },
    effectList(effects),
    h('p', 'A sync starts at once and writes this, together with everything else that has changed in Personio.'),
    h('p', 'The approval covers exactly these changes: if one of these values differs by then, the sync is held again. It lapses after 24 hours. It can’t be undone with one press: the old values stand in each employee’s change log only.')),
  confirmLabel: 'Approve and sync',
  danger: true,
});

const rejecting = (effects) => ({
  title: 'Reject these changes?',
  body: h('div', { class: 'stack' },
    effectList(effects),
    h('p', 'Nothing of this is written, and employees stay as they are.'),
    h('p', 'As long as Personio says the same, every hourly sync is held again, and other changes wait with it. Put the values back in Personio, or change the mapping in Settings.')),
  confirmLabel: 'Reject',
});
