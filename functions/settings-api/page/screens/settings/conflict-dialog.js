// Somebody else saved while these settings were being worked on: what they changed, what I changed, and what both did.
// What only one of the two changed is kept for both; where both changed the same part, a person decides. Answers
// { kind: 'merged', choices }, { kind: 'theirs' } or { kind: 'back' }.

import { h } from '../../dom.js';
import { count } from '../../format.js';
import { button } from '../../ui/button.js';
import { openDialog } from '../../ui/dialog.js';
import { errorSummary } from '../../ui/error-summary.js';
import { icon } from '../../ui/icon.js';
import { compare, merge } from './parts.js';
import { partName, partValue } from './part-words.js';

export async function settleConflict(theirs, context) {
  const { draft, view } = context;
  const found = compare(draft.base, draft.choices, theirs);
  const chosen = new Map();
  const summary = errorSummary();
  let outcome = { kind: 'back' };
  const clashes = found.clashes.map((part) => clash(part, context, (side) => chosen.set(part.id, side)));
  const go = button(found.onlyMine.length + found.clashes.length > 0 ? 'Merge and review' : 'Go on with theirs', { kind: 'primary', onClick: onMerge });
  const dialog = openDialog({
    title: 'Somebody else saved meanwhile',
    lead: 'Nothing of yours is lost, and nothing of theirs was overwritten. Here is what has changed since you opened the settings.',
    wide: true,
    body: [
      summary.element,
      clashes.length > 0 && h('section', { class: 'stack' },
        h('h3', `Both of you changed ${count(clashes.length, 'setting', 'settings')}: choose`),
        clashes.map(({ element }) => element)),
      list('Changed by them, and taken over', found.onlyTheirs, 'theirs', context),
      list('Changed by you, and kept', found.onlyMine, 'mine', context),
      list('Changed by both of you alike', found.same, 'theirs', context),
      found.onlyTheirs.length + found.clashes.length + found.same.length === 0
        && h('p', 'They saved the settings without changing any of them.'),
    ],
    actions: [
      button('Back', { onClick: () => dialog.close() }),
      found.onlyMine.length + found.clashes.length > 0 && button('Drop mine, take theirs', { onClick: () => { outcome = { kind: 'theirs' }; dialog.close(); } }),
      go,
    ],
  });
  view.signal.addEventListener('abort', () => dialog.close(), { once: true });
  // Reading begins at the top, not at the first radio button.
  dialog.element.querySelector('.dialog-body').focus();

  function onMerge() {
    const open = clashes.filter(({ id }) => !chosen.has(id));
    if (open.length > 0) {
      const errors = open.map(({ pointer }) => ({ pointer, detail: 'Choose yours or theirs.' }));
      summary.show({ code: 'invalid_input', errors }, clashes);
      return;
    }
    outcome = { kind: 'merged', choices: merge(theirs, found, (id) => chosen.get(id) === 'mine') };
    dialog.close();
  }
  await dialog.closed;
  return outcome;
}

function clash(part, context, choose) {
  const name = `clash-${part.id.replace('/', '-')}`;
  const error = h('p', { class: 'field-error', hidden: true });
  const radio = (side, title, value) => h('label', { class: 'clash-choice' },
    h('input', { type: 'radio', name, value: side, class: 'radio', on: { change: () => { choose(side); error.hidden = true; } } }),
    h('span', { class: 'clash-words' }, h('span', { class: 'clash-title' }, title), h('span', partValue(part.id, value, context))));
  const element = h('fieldset', { class: 'clash' },
    h('legend', { class: 'field-label' }, partName(part.id)),
    h('p', { class: 'field-hint' }, `Before: ${partValue(part.id, part.base, context)}`),
    error,
    h('div', { class: 'clash-choices' }, radio('mine', 'Yours', part.mine), radio('theirs', 'Theirs', part.theirs)));
  return {
    id: part.id,
    pointer: `/${part.id}`,
    label: partName(part.id),
    element,
    input: element.querySelector('input'),
    error(message) {
      error.replaceChildren(...(message ? [icon('alert'), h('span', message)] : []));
      error.hidden = !message;
    },
  };
}

function list(title, parts, side, context) {
  if (parts.length === 0) return null;
  return h('section', { class: 'stack' },
    h('h3', title),
    h('dl', { class: 'changes' }, parts.map((part) => h('div', { class: 'change' },
      h('dt', partName(part.id)),
      h('dd', h('span', { class: 'visually-hidden' }, 'before: '), h('span', { class: 'change-old' }, partValue(part.id, part.base, context)), icon('arrow'),
        h('span', { class: 'visually-hidden' }, 'now: '), h('span', { class: 'change-new' }, partValue(part.id, part[side], context)))))));
}
