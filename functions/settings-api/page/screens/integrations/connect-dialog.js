// The pop-up for Client ID and Client Secret: for a first connection, and to replace the credentials of one.

import { h } from '../../dom.js';
import * as api from '../../api.js';
import { button, busy } from '../../ui/button.js';
import { details } from '../../ui/details.js';
import { openDialog } from '../../ui/dialog.js';
import { errorSummary } from '../../ui/error-summary.js';
import { textField } from '../../ui/field.js';
import { credentialHelp } from './credential-help.js';

const FORM = 'connect-form';

// Answers the new connection, or null when somebody thought better of it.
export async function askForCredentials({ isReplacing }) {
  const summary = errorSummary();
  const id = textField({ label: 'Client ID', pointer: '/client_id', maxlength: 200, autofocus: true });
  const secret = textField({
    label: 'Client Secret',
    hint: 'Stored encrypted, and never shown again.',
    pointer: '/client_secret',
    type: 'password',
    // A browser must not keep it, nor offer somebody's own password.
    autocomplete: 'new-password',
    maxlength: 200,
  });
  const fields = [id, secret];
  // Where there is little room the fields would lie far below the steps.
  const showsHelp = !isReplacing && matchMedia('(min-width: 40rem)').matches;
  const help = details('How to create the credential in Personio', credentialHelp(), { open: showsHelp });
  const submit = button(isReplacing ? 'Replace credentials' : 'Connect', { kind: 'primary', type: 'submit', form: FORM });
  const form = h('form', { id: FORM, class: 'stack', novalidate: true, on: { submit: onSubmit } },
    summary.element, id.element, secret.element);
  const dialog = openDialog({
    title: isReplacing ? 'Replace Personio credentials' : 'Connect Personio',
    lead: isReplacing
      ? 'The new credentials are checked with Personio first. Until then the ones in use stay.'
      : 'Pento reads your employees from Personio with an API credential. Nothing is imported until you have saved your settings.',
    body: [help, form],
    actions: [button('Cancel', { onClick: () => dialog.close('') }), submit],
  });
  const leave = new AbortController();
  let connection = null;

  async function onSubmit(event) {
    event.preventDefault();
    if (submit.getAttribute('aria-busy') === 'true') return;
    summary.clear();
    const missing = fields.filter((field) => field.value.trim() === '');
    if (missing.length > 0) {
      const errors = missing.map(({ pointer, label }) => ({ pointer, detail: `Enter the ${label}.` }));
      summary.show({ code: 'invalid_input', errors }, fields);
      return;
    }
    try {
      const connecting = api.connect(id.value.trim(), secret.value.trim(), { signal: leave.signal });
      connection = await busy(submit, 'Checking with Personio …', connecting);
      secret.value = '';
      dialog.close('connected');
    } catch (error) {
      if (error.name === 'AbortError') return;
      // Nobody can see what is wrong with it, so it is entered anew.
      if (error.code === 'credentials_rejected') secret.value = '';
      // What is wrong has to be seen beside its field, and the steps would push both out of sight.
      help.open = false;
      summary.show(atFields(error), fields);
    }
  }

  await dialog.closed;
  leave.abort();
  return connection;
}

// Personio does not say which of the two is wrong; the secret is the one that is mistyped and can't be looked up.
function atFields(problem) {
  if (problem.code !== 'credentials_rejected') return problem;
  return { ...problem, code: problem.code, errors: [{ pointer: '/client_secret', detail: problem.detail }] };
}
