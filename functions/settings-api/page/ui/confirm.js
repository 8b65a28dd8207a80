// A question before something that can't be undone: if (await confirm({ title, body, confirmLabel })) ...
// Focus begins on the harmless answer.

import { h } from '../dom.js';
import { button } from './button.js';
import { openDialog } from './dialog.js';

export async function confirm({ title, body, confirmLabel, cancelLabel = 'Cancel', danger = false }) {
  const cancel = button(cancelLabel, { autofocus: true, onClick: () => dialog.close('') });
  const yes = button(confirmLabel, { kind: danger ? 'danger' : 'primary', onClick: () => dialog.close('yes') });
  const text = typeof body === 'string' ? h('p', body) : body;
  const dialog = openDialog({ title, body: text, actions: [cancel, yes] });
  return (await dialog.closed) === 'yes';
}
