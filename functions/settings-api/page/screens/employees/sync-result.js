// What *Sync now* did, in words: what changed, or why nothing did and what to do about it.
//
//   syncResult(result, { before, after, link: true })    a banner; before and after: the employee, if there is one
//   syncFailure(problem, { again })                      when Personio could not be asked

import { h } from '../../dom.js';
import { count, list } from '../../format.js';
import { BLOCKERS, REFUSALS, STATUS, fieldLabel, label } from '../../words.js';
import { advice } from './advice.js';
import { banner } from '../../ui/banner.js';
import { button, linkButton } from '../../ui/button.js';
import { changeList } from '../../ui/changes.js';
import { details } from '../../ui/details.js';
import { addressOf, nameOf } from './person.js';

const MOST_CHANGES = 6;

export function syncResult(result, { before = null, after = null, link = false, onDismiss = () => {} } = {}) {
  const who = after ? nameOf(after) : result.employee_id ?? 'This person';
  const actions = link && after ? [linkButton('Open', addressOf(after.employee_id))] : [];
  if (result.reason) return explained(result, { who, after, actions, onDismiss });
  return banner({
    kind: after?.status === 'pending' ? 'info' : 'good',
    title: title(result, who, before, after),
    body: [whatChanged(result.changes, result.outcome), stillPending(after), toCheck(result.problems, after)],
    actions,
    onDismiss,
  });
}

function title({ outcome }, who, before, after) {
  if (before && after && before.status !== after.status) return `${who} is now ${label(STATUS, after.status)}`;
  if (outcome === 'created') return `${who} is in Pento now`;
  if (outcome === 'updated') return `${who} was updated from Personio`;
  return `${who} was equal to Personio already`;
}

function whatChanged(changes, outcome) {
  if (changes.length === 0) return outcome === 'unchanged' ? h('p', 'Nothing had to be changed.') : null;
  if (changes.length <= MOST_CHANGES) return changeList(changes);
  const words = outcome === 'created' ? 'filled in' : 'changed';
  return details(`${count(changes.length, 'field', 'fields')} ${words}`, changeList(changes));
}

function stillPending(after) {
  if (after?.status !== 'pending') return null;
  const missing = after.blockers.map(({ field, code }) => `${fieldLabel(field)} (${label(BLOCKERS, code).toLowerCase()})`);
  return h('p', h('strong', 'Still pending: '), `${list(missing)}.`);
}

function toCheck(problems, after) {
  const blocked = new Set(after?.blockers.map(({ field }) => field) ?? []);
  const fields = [...new Set(problems.map(({ field }) => field))].filter((field) => !blocked.has(field));
  return fields.length > 0 && h('p', h('strong', 'Please check: '), `${list(fields.map(fieldLabel))}.`);
}

function explained({ outcome, reason }, { who, after, actions, onDismiss }) {
  const { title: short, detail, saysMore, todo, link } = advice(reason);
  return banner({
    kind: outcome === 'failed' ? 'bad' : 'warn',
    title: `${who} was not synced. ${short}.`,
    body: [
      saysMore && h('p', detail),
      todo && h('p', todo),
      h('p', after ? 'The employee in Pento stays as it was.' : 'Nobody was added to Pento.'),
    ],
    actions: [link && linkButton(link[0], link[1]), ...actions].filter(Boolean),
    onDismiss,
  });
}

// Where a refusal is put right.
const REMEDIES = {
  not_connected: ['Open Integrations', '#/integrations'],
  connection_broken: ['Open Integrations', '#/integrations'],
  permission_missing: ['Open Integrations', '#/integrations'],
  awaiting_settings: ['Open settings', '#/settings'],
};
const WORTH_REPEATING = new Set(['personio_unavailable', 'personio_rate_limited', 'unavailable', 'too_many_requests',
  'too_slow', 'offline', 'unreachable', 'internal']);

export function syncFailure(problem, { again, onDismiss = () => {} } = {}) {
  const remedy = REMEDIES[problem.code];
  // Only the gateway's own limit says no time in its words.
  const wait = problem.code === 'too_many_requests' && problem.retryAfter ? ` It is worth trying again in ${count(problem.retryAfter, 'second', 'seconds')}.` : '';
  return banner({
    kind: problem.isOffline ? 'warn' : 'bad',
    title: `Not synced. ${label(REFUSALS, problem.code ?? 'internal')}.`,
    body: `${problem.detail ?? 'Try again; if it stays, tell support.'}${wait}`,
    actions: [
      remedy && linkButton(remedy[0], remedy[1]),
      again && WORTH_REPEATING.has(problem.code) && button('Try again', { icon: 'sync', onClick: again }),
    ].filter(Boolean),
    onDismiss,
  });
}
