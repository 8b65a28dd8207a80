// A pop-up: a native <dialog>, labelled by its heading. Escape and *Close* close it; focus goes back to where it was.
//
//   const dialog = openDialog({ title: 'Connect Personio', body: form, actions: [cancel, save] });
//   dialog.close('saved');            const how = await dialog.closed;   // 'saved', or '' when dismissed
//
// `wide: true` for tables, `side: true` for a panel at the right edge. `mayClose: () => Promise<boolean>` is asked before
// somebody dismisses it, for forms that hold what was typed.

import { h, uniqueId } from '../dom.js';
import { button } from './button.js';

export function openDialog({ title, lead, body, actions = [], wide = false, side = false, mayClose }) {
  const opener = document.activeElement;
  const headingId = uniqueId('dialog');
  const leadId = uniqueId('dialog');
  const dismiss = async () => {
    if (!mayClose || (await mayClose())) element.close('');
  };
  const element = h('dialog', {
    class: ['dialog', wide && 'dialog-wide', side && 'dialog-side'].filter(Boolean).join(' '),
    'aria-labelledby': headingId,
    'aria-describedby': lead ? leadId : null,
    on: { cancel: (event) => { event.preventDefault(); dismiss(); } },
  },
  h('div', { class: 'dialog-head' },
    h('h2', { id: headingId }, title),
    button('Close', { kind: 'quiet', icon: 'close', iconOnly: true, onClick: dismiss })),
  h('div', { class: 'dialog-body', tabindex: -1 }, lead && h('p', { id: leadId, class: 'lead' }, lead), body),
  actions.length > 0 && h('div', { class: 'dialog-actions' }, actions));
  document.body.append(element);
  element.showModal();
  // The first thing to fill in, else the text itself: nobody wants to begin at *Close*.
  const first = element.querySelector('[autofocus]') ?? element.querySelector('.dialog-body input, .dialog-body select');
  (first ?? element.querySelector('.dialog-body')).focus();
  const closed = new Promise((resolve) => {
    element.addEventListener('close', () => {
      element.remove();
      if (opener?.isConnected) opener.focus();
      resolve(element.returnValue);
    }, { once: true });
  });
  return { element, closed, close: (how = '') => element.close(how) };
}
