// *Sync now* for somebody who is in Personio and not in Pento yet, such as a starter nobody wants to wait an hour for.

import { h } from '../../dom.js';
import * as api from '../../api.js';
import { busy, button } from '../../ui/button.js';
import { openDialog } from '../../ui/dialog.js';
import { errorSummary } from '../../ui/error-summary.js';
import { textField } from '../../ui/field.js';
import { readAgain } from './sync-now.js';
import { syncResult } from './sync-result.js';

const FORM = 'sync-person';

// Answers a banner with what became of them, or null.
export async function syncSomebody({ signal }) {
  let message = null;
  const summary = errorSummary();
  const id = textField({
    label: 'Personio ID',
    hint: 'The number at the end of the address of their profile in Personio.',
    pointer: '/personio_id',
    inputmode: 'numeric',
    maxlength: 30,
    autofocus: true,
  });
  const submit = button('Sync now', { kind: 'primary', icon: 'sync', type: 'submit', form: FORM });
  const dialog = openDialog({
    title: 'Sync somebody from Personio',
    lead: 'Brings one person into Pento at once, by your settings. Everybody else comes with the next sync.',
    body: h('form', { id: FORM, class: 'stack', novalidate: true, on: { submit: onSubmit } }, summary.element, id.element),
    actions: [button('Cancel', { onClick: () => dialog.close('') }), submit],
  });
  const leave = new AbortController();

  async function onSubmit(event) {
    event.preventDefault();
    if (submit.getAttribute('aria-busy') === 'true') return;
    summary.clear();
    const wanted = id.value.trim();
    if (!/^\d+$/.test(wanted)) {
      const detail = wanted === '' ? 'Enter the Personio ID.' : 'A Personio ID has digits only, such as 13649007.';
      summary.show({ code: 'invalid_input', errors: [{ pointer: id.pointer, detail }] }, [id]);
      return;
    }
    try {
      const options = { signal: AbortSignal.any([signal, leave.signal]) };
      const result = await busy(submit, 'Asking Personio …', api.syncPerson(wanted, options));
      const after = result.employee_id && await readAgain(result.employee_id, options);
      message = syncResult(result, { after: after?.data ?? null, link: true });
      dialog.close('synced');
    } catch (error) {
      if (error.name !== 'AbortError') summary.show(atField(error, id), [id]);
    }
  }

  await dialog.closed;
  leave.abort();
  return message;
}

function atField(problem, { pointer }) {
  if (problem.code !== 'not_found') return problem;
  return { code: 'invalid_input', errors: [{ pointer, detail: 'Personio has nobody with this id, or does not let Pento see them.' }] };
}
