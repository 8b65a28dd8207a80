// Before anything is saved: what it would do to whom. Answers what came of it:
//
//   { kind: 'back' }                           thought better of it
//   { kind: 'saved', data, etag }              saved, with the answer of the API
//   { kind: 'refused', problem }               the form has to be corrected first (422), or somebody was faster (412)

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count, list, number } from '../../format.js';
import { problemBanner } from '../../ui/banner.js';
import { busy, button } from '../../ui/button.js';
import { details } from '../../ui/details.js';
import { openDialog } from '../../ui/dialog.js';
import { icon } from '../../ui/icon.js';
import { announce } from '../../ui/live.js';
import { progress } from '../../ui/progress.js';
import { tabs } from '../../ui/tabs.js';
import { mappedField } from './parts.js';
import { partName, partValue } from './part-words.js';
import { reviewCounts, reviewNotes } from './review-counts.js';
import { reviewPeople } from './review-people.js';
import { reviewProblems, reviewReasons } from './review-reasons.js';

const PEOPLE = 100;
// So many changes are named without opening anything.
const NAMED = 3;

export async function review(context) {
  const { draft, view, names } = context;
  const { document, etag, choices } = draft;
  let outcome = { kind: 'back' };
  let asking = new AbortController();
  const leave = new AbortController();
  const place = h('div', { class: 'stack' });
  const region = h('div', { role: 'status' });
  const back = button('Back to settings', { onClick: () => dialog.close() });
  const save = button(choices.paused ? 'Save, stay paused' : 'Save and sync', { kind: 'primary', onClick: () => put() });
  const dialog = openDialog({
    title: draft.isFirst ? 'What the first sync would do' : 'What saving would do',
    wide: true,
    body: [ownChanges(context), region, place],
    actions: [back, save],
  });
  dialog.element.classList.add('review');
  view.signal.addEventListener('abort', () => dialog.close(), { once: true });

  // Pausing must not have to wait for Personio, nor must anything else that is not about people.
  const isAboutPeople = draft.isFirst || draft.differences.some(({ id }) => mappedField(id) !== null || ['match', 'excludes', 'filters'].includes(id));
  const allow = (is) => { if (is) save.removeAttribute('aria-disabled'); else save.setAttribute('aria-disabled', 'true'); };

  async function look() {
    asking = new AbortController();
    allow(!isAboutPeople);
    const bar = progress({ label: 'Reading everybody from Personio', text: 'Nothing is written yet.' });
    const stop = button('Stop looking', { class: 'button-small', onClick: () => { asking.abort(); stopped(); } });
    fill(place, bar.element, h('div', { class: 'row' }, h('p', { class: 'muted' }, 'With many people this takes a few seconds.'), stop));
    const mine = asking;
    try {
      const answer = await api.preview(document, { limit: PEOPLE }, { signal: mine.signal });
      if (mine.signal.aborted) return;
      show(answer);
    } catch (problem) {
      if (mine.signal.aborted || problem.name === 'AbortError') return;
      if (problem.status === 422) { outcome = { kind: 'refused', problem }; dialog.close(); return; }
      fill(place, problemBanner(problem, [again()]), blind());
      allow(true);
    }
  }
  const again = () => button('Try again', { icon: 'sync', class: 'button-small', onClick: look });
  const blind = () => h('p', { class: 'muted' }, 'What would happen can’t be shown now. You can save without having seen it; a sync that would blank or change unusually much still waits for approval.');
  function stopped() {
    allow(true);
    fill(place, h('p', 'You stopped looking ahead.'), blind(), h('div', { class: 'row' }, again()));
    dialog.element.querySelector('.dialog-body').focus();
  }
  function show(answer) {
    const { counts } = answer;
    const left = answer.reasons.items.reduce((sum, group) => sum + group.count, 0);
    fill(place,
      reviewNotes(answer, choices),
      reviewCounts(answer),
      h('p', { class: 'muted small' }, `Of ${count(counts.read, 'person', 'people')} read from Personio just now.`, counts.blanked > 0 && ' “Values blanked” counts values, everything else people.'),
      tabs({
        label: 'What would happen',
        open: counts.created + counts.updated > 0 || left === 0 ? 'people' : 'reasons',
        items: [
          { id: 'people', label: `Created or updated (${number(counts.created + counts.updated)})`, body: () => reviewPeople({ answer, names, more: (cursor) => api.preview(document, { limit: PEOPLE, cursor }, { signal: leave.signal }) }) },
          { id: 'reasons', label: `Not synced (${number(left)})`, body: () => reviewReasons(answer, names) },
          { id: 'problems', label: `Problems with values (${number(answer.problems.items.length)})`, body: () => reviewProblems(answer) },
        ],
      }));
    allow(true);
    announce(`${count(counts.created, 'person', 'people')} created, ${number(counts.updated)} updated, ${count(counts.blanked, 'value', 'values')} blanked, ${number(counts.excluded)} excluded, ${number(counts.skipped)} skipped, ${number(counts.failed)} failed.`);
  }
  async function put() {
    fill(region);
    try {
      const { data, etag: fresh } = await busy(save, 'Saving …', api.saveSettings(document, etag, { signal: leave.signal }));
      outcome = { kind: 'saved', data, etag: fresh };
      dialog.close();
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      if (problem.status === 422 || problem.status === 412) { outcome = { kind: 'refused', problem }; dialog.close(); return; }
      fill(region, problemBanner(problem));
      region.scrollIntoView({ block: 'nearest' });
    }
  }

  look();
  await dialog.closed;
  asking.abort();
  leave.abort();
  return outcome;
}

// What was chosen differently, from -> to.
function ownChanges(context) {
  const { draft } = context;
  const all = draft.differences;
  if (all.length === 0) return h('p', { class: 'muted' }, 'The settings are as they were saved last.');
  const rows = h('dl', { class: 'changes' }, all.map(({ id, from, to }) => h('div', { class: 'change' },
    h('dt', partName(id)),
    h('dd', h('span', { class: 'visually-hidden' }, 'before: '), h('span', { class: 'change-old' }, partValue(id, from, context)), icon('arrow'),
      h('span', { class: 'visually-hidden' }, 'now: '), h('span', { class: 'change-new' }, partValue(id, to, context))))));
  const named = all.slice(0, NAMED).map(({ id }) => partName(id));
  const more = all.length - named.length;
  const words = list([...named, ...(more > 0 ? [`${number(more)} more`] : [])]);
  return details(h('span', draft.isFirst ? `Your ${count(all.length, 'choice', 'choices')} ` : `Your ${count(all.length, 'change', 'changes')} `, h('span', { class: 'muted own-changes' }, words)), rows);
}
