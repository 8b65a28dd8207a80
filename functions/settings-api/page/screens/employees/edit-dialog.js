// Editing one group of fields in Pento. Only what was changed is sent, so that two people who edit different fields don't
// undo each other.
//
//   const saved = await editGroup({ group, employee, etag, sources, focus, view });   {data, etag, changes}, or null

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count } from '../../format.js';
import { banner } from '../../ui/banner.js';
import { busy, button } from '../../ui/button.js';
import { changeList } from '../../ui/changes.js';
import { confirm } from '../../ui/confirm.js';
import { openDialog } from '../../ui/dialog.js';
import { errorSummary } from '../../ui/error-summary.js';
import { fieldLabel } from '../../words.js';
import { HOLIDAY_PAY, valueOf } from './field-groups.js';
import { fieldInput } from './field-input.js';

const FORM = 'edit-employee';

export async function editGroup({ group, employee, etag, sources, focus, view }) {
  const { signal } = view;
  let base = { data: employee, etag };
  let saved = null;
  const summary = errorSummary();
  const conflict = h('div', { class: 'banner-region', role: 'status', 'aria-live': 'polite' });
  const inputs = group.fields.map((key) => fieldInput(key, {
    value: valueOf(employee, key),
    source: sources?.of(key) ?? null,
    about: sources?.fields.get(key) ?? null,
  }));
  const changed = () => inputs.filter((input) => input.isChanged);
  const submit = button('Save', { kind: 'primary', type: 'submit', form: FORM });
  const form = h('form', { id: FORM, class: 'stack', novalidate: true, on: { submit: onSubmit } },
    summary.element, conflict, overwritten(inputs), h('div', { class: 'edit-grid' }, inputs.map(({ element }) => element)));
  const isWorking = () => submit.getAttribute('aria-busy') === 'true';
  const mayClose = async () => !isWorking() && (changed().length === 0 || discard());
  const dialog = openDialog({
    title: `Edit ${group.title.toLowerCase().replace('national insurance', 'National Insurance')}`,
    body: form,
    actions: [button('Cancel', { onClick: async () => { if (await mayClose()) dialog.close(''); } }), submit],
    side: true,
    mayClose,
  });
  guarded(view, dialog, () => changed().length > 0);
  inputs.find(({ key }) => key === focus)?.input.focus();

  async function onSubmit(event) {
    event.preventDefault();
    if (isWorking()) return;
    summary.clear();
    fill(conflict);
    const edited = changed();
    if (edited.length === 0) { dialog.close(''); return; }
    try {
      const answer = await busy(submit, 'Saving …', api.editEmployee(employee.employee_id, bodyOf(edited), base.etag, { signal }));
      saved = { ...answer, changes: differences(group, base.data, answer.data), overwritten: edited.filter((input) => input.isOverwritten).map(({ key }) => key) };
      dialog.close('saved');
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.status === 412) await meet();
      else summary.show(unnamed(error), inputs, { nameOf: namedField });
    }
  }

  // Somebody else saved first: their values come in where nothing was typed here.
  async function meet() {
    try {
      const fresh = await busy(submit, 'Reading what changed …', api.employee(employee.employee_id, { signal }));
      const theirs = differences(group, base.data, fresh.data);
      base = fresh;
      for (const input of inputs) input.rebase(valueOf(fresh.data, input.key));
      fill(conflict, conflictBanner(theirs, changed()));
      conflict.scrollIntoView({ block: 'nearest' });
      submit.focus();
    } catch (error) {
      if (error.name !== 'AbortError') summary.show(error, inputs);
    }
  }

  function conflictBanner(theirs, mine) {
    const takeTheirs = () => {
      for (const input of inputs) input.reset();
      fill(conflict);
      inputs[0].input.focus();
    };
    const kept = mine.length === 0 ? 'They hold what you entered already; there is nothing left to save.'
      : `What you entered is still here (${mine.map(({ key }) => fieldLabel(key)).join(', ')}). Save again to put it over theirs.`;
    return banner({
      kind: 'warn',
      title: 'Somebody else changed this employee meanwhile',
      body: [theirs.length > 0 ? changeList(theirs) : h('p', 'They changed nothing in these fields.'), h('p', kept)],
      actions: mine.length > 0 ? [button('Take their values', { onClick: takeTheirs })] : [],
    });
  }

  await dialog.closed;
  view.guard(() => false);
  return saved;
}

// *Back* must not lose what was typed, and a dialog must not outlive its screen.
export function guarded(view, dialog, isDirty) {
  view.guard(isDirty);
  view.signal.addEventListener('abort', () => { if (dialog.element.open) dialog.close(''); }, { once: true });
}

// What of a group differs between two states of an employee.
function differences(group, before, after) {
  return group.fields
    .map((field) => ({ field, old: valueOf(before, field), new: valueOf(after, field) }))
    .filter((change) => change.old !== change.new);
}

// The body of the call: fields by key, and beside them what is no field.
export function bodyOf(inputs) {
  const fields = Object.fromEntries(inputs.filter(({ key }) => key !== HOLIDAY_PAY).map((input) => [input.key, input.sent]));
  const flag = inputs.find(({ key }) => key === HOLIDAY_PAY);
  return { fields, ...(flag ? { [HOLIDAY_PAY]: flag.sent } : {}) };
}

// A value may contradict one of another group: an error about that names it, even if it stands not here.
export const namedField = (pointer) => {
  const key = pointer.split('/').at(-1);
  return pointer.startsWith('/fields/') ? fieldLabel(key) : null;
};

// The API begins a sentence with the field's name; beside the field that would say it twice.
export function unnamed(problem) {
  const errors = problem.errors.map((error) => {
    const name = `${namedField(error.pointer)}: `;
    if (!error.detail.startsWith(name)) return error;
    const rest = error.detail.slice(name.length);
    return { ...error, detail: rest.charAt(0).toUpperCase() + rest.slice(1) };
  });
  return { code: problem.code, detail: problem.detail, errors };
}

function overwritten(inputs) {
  const many = inputs.filter((input) => input.isOverwritten).length;
  if (many === 0) return null;
  const all = many === inputs.length;
  return banner({
    kind: 'info',
    title: all ? 'These fields come from Personio' : `${count(many, 'of these fields comes', 'of these fields come')} from Personio`,
    body: 'The next sync overwrites what is entered here for them. To make a change last, make it in Personio.',
  });
}

export const discard = () => confirm({
  title: 'Discard what you entered?',
  body: 'It has not been saved.',
  confirmLabel: 'Discard',
  cancelLabel: 'Keep editing',
  danger: true,
});
