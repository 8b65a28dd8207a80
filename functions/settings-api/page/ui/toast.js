// A short message in the corner after something worked: toast('Settings saved'). It is read out, stays while the pointer
// or focus is on it, and holds nothing that stands nowhere else: errors belong into a banner.

import { h } from '../dom.js';
import { button } from './button.js';
import { icon } from './icon.js';
import { announce } from './live.js';

const STAYS = 6_000;

export function toast(text, { kind = 'good', action } = {}) {
  const close = () => element.remove();
  const element = h('div', { class: `toast toast-${kind}` },
    icon(kind === 'good' ? 'check' : 'info'),
    h('p', text),
    action,
    button('Dismiss', { kind: 'quiet', icon: 'close', iconOnly: true, onClick: close }));
  let timer = setTimeout(close, STAYS);
  const hold = () => clearTimeout(timer);
  const release = () => { clearTimeout(timer); timer = setTimeout(close, STAYS); };
  element.addEventListener('pointerenter', hold);
  element.addEventListener('pointerleave', release);
  element.addEventListener('focusin', hold);
  element.addEventListener('focusout', release);
  document.getElementById('toasts').append(element);
  announce(text);
  return close;
}
