// Buttons and links that look like them.
//
//   button('Save', { kind: 'primary', onClick: save })
//   button('Disconnect', { kind: 'danger', disabled: refusal('admin') })   // a text: why it is disabled
//   button('More', { icon: 'dots', iconOnly: true, onClick })
//   linkButton('Open settings', '#/settings', { kind: 'primary' })
//   await busy(element, 'Saving …', api.saveSettings(...))                  // disabled and marked while it lasts
//
// `kind`: primary, secondary (default), quiet, danger. A reason in `disabled` keeps the button reachable by keyboard and
// read out (aria-disabled), for a button that can't be reached can't say why.

import { h } from '../dom.js';
import { icon as draw } from './icon.js';
import { announce } from './live.js';

export function button(text, { kind = 'secondary', icon, iconOnly = false, type = 'button', onClick, disabled, ...rest } = {}) {
  const reason = typeof disabled === 'string' ? disabled : null;
  const press = (event) => {
    if (event.currentTarget.getAttribute('aria-disabled') === 'true') event.preventDefault();
    else onClick?.(event);
  };
  return h('button', {
    ...rest,
    type,
    class: ['button', `button-${kind}`, iconOnly && 'button-icon', rest.class].filter(Boolean).join(' '),
    'aria-label': iconOnly ? text : rest['aria-label'],
    'aria-disabled': reason ? true : null,
    title: reason ?? (iconOnly ? text : rest.title),
    'aria-description': reason,
    disabled: disabled === true,
    on: { ...rest.on, click: press },
  }, icon && draw(icon), iconOnly ? null : h('span', { class: 'button-text' }, text));
}

export function linkButton(text, href, { kind = 'secondary', icon, ...rest } = {}) {
  return h('a', { ...rest, href, class: `button button-${kind}` }, icon && draw(icon), h('span', text));
}

// Marks a button as at work until the promise settles, and hands its outcome on. A second click does nothing.
export async function busy(element, text, promise) {
  const words = element.querySelector('.button-text');
  const before = words?.textContent;
  element.setAttribute('aria-disabled', 'true');
  element.setAttribute('aria-busy', 'true');
  if (words && text) words.textContent = text;
  if (text) announce(text);
  try {
    return await promise;
  } finally {
    element.removeAttribute('aria-disabled');
    element.removeAttribute('aria-busy');
    if (words) words.textContent = before;
  }
}
