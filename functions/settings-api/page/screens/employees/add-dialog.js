// Adding somebody directly in Pento: for people who are not in Personio, or not yet.

import { h } from '../../dom.js';
import * as api from '../../api.js';
import { busy, button } from '../../ui/button.js';
import { details } from '../../ui/details.js';
import { openDialog } from '../../ui/dialog.js';
import { errorSummary } from '../../ui/error-summary.js';
import { textField } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';
import { bodyOf, discard, guarded, namedField, unnamed } from './edit-dialog.js';
import { GROUPS } from './field-groups.js';
import { fieldInput } from './field-input.js';

const FORM = 'add-employee';

// Answers the employee, or null.
export async function addEmployee(view) {
  const { signal } = view;
  let added = null;
  // Without it the fields only lack their hints.
  const known = await api.pentoFields({ signal }).catch(() => ({ items: [] }));
  const about = new Map(known.items.map((field) => [field.key, field]));
  const summary = errorSummary();
  const id = textField({
    label: 'Employee ID',
    hint: about.get('employee_id')?.format.split('.')[0].concat('. It can’t be changed later.') ?? 'It can’t be changed later.',
    pointer: '/employee_id',
    maxlength: 35,
    autofocus: true,
  });
  const parts = GROUPS.map((group) => ({
    group,
    inputs: group.fields.map((key) => fieldInput(key, { value: null, source: null, about: about.get(key) ?? null })),
  }));
  const inputs = parts.flatMap((part) => part.inputs);
  const submit = button('Add employee', { kind: 'primary', type: 'submit', form: FORM });
  const form = h('form', { id: FORM, class: 'stack', novalidate: true, on: { submit: onSubmit } },
    summary.element,
    h('div', { class: 'edit-grid' }, id.element),
    parts.map(({ group, inputs: own }, at) => details(group.title, h('div', { class: 'edit-grid' }, own.map(({ element }) => element)), { open: at === 0 })));
  const isWorking = () => submit.getAttribute('aria-busy') === 'true';
  const isEmpty = () => id.value.trim() === '' && inputs.every((input) => !input.isChanged);
  const mayClose = async () => !isWorking() && (isEmpty() || discard());
  const dialog = openDialog({
    title: 'Add an employee',
    lead: 'For somebody who is not in Personio, or not yet. If a person with this Employee ID appears there, the next sync links the two, and Personio’s values win.',
    body: form,
    actions: [button('Cancel', { onClick: async () => { if (await mayClose()) dialog.close(''); } }), submit],
    side: true,
    mayClose,
  });
  guarded(view, dialog, () => !isEmpty());

  async function onSubmit(event) {
    event.preventDefault();
    if (isWorking()) return;
    summary.clear();
    const all = [id, ...inputs];
    if (id.value.trim() === '') {
      summary.show({ code: 'invalid_input', errors: [{ pointer: id.pointer, detail: 'Enter an Employee ID.' }] }, all);
      return;
    }
    try {
      const body = { employee_id: id.value.trim(), ...bodyOf(inputs.filter((input) => input.isChanged)) };
      const answer = await busy(submit, 'Adding …', api.addEmployee(body, { signal }));
      added = answer.data;
      dialog.close('added');
      toast('Employee added');
    } catch (error) {
      if (error.name !== 'AbortError') summary.show(atField(error), all, { nameOf: namedField });
    }
  }

  await dialog.closed;
  view.guard(() => false);
  return added;
}

// This refusal is about one field, and names none.
function atField(problem) {
  if (problem.code !== 'employee_id_taken') return unnamed(problem);
  return { code: problem.code, errors: [{ pointer: '/employee_id', detail: problem.detail }] };
}
