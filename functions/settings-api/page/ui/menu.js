// The menu button pattern: a button that opens a list of things to do.
//
//   menu({ label: 'Actions for E0001', items: [
//     { label: 'Sync now', icon: 'sync', onSelect: () => ..., disabled: refusal('sync') },   // a text says why
//     { label: 'Open', href: '#/employees/E0001' } ] })
//   menu({ label: 'Theme', text: 'Theme', icon: 'sun', items: [{ label: 'Dark', checked: true, onSelect }] })
//
// `items` may be a function, asked each time the menu opens. Arrows, Home, End and letters move, Escape closes.

import { h, uniqueId } from '../dom.js';
import { button } from './button.js';
import { icon as draw } from './icon.js';

export function menu({ label, text, icon = 'dots', items, kind = 'quiet' }) {
  const id = uniqueId('menu');
  const list = h('div', { id, class: 'menu-list', role: 'menu', 'aria-label': label, popover: 'auto' });
  const opener = button(text ?? label, {
    kind,
    icon,
    iconOnly: !text,
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    'aria-controls': id,
    on: { keydown: onOpenerKey },
    onClick: () => (list.matches(':popover-open') ? close() : open(0)),
  });
  if (text) opener.setAttribute('aria-label', label);
  const element = h('span', { class: 'menu' }, opener, list);
  const all = () => [...list.querySelectorAll('[role^="menuitem"]')];

  function open(index) {
    const given = typeof items === 'function' ? items() : items;
    list.replaceChildren(...given.map((item) => entry(item, close)));
    list.showPopover();
    place(list, opener);
    opener.setAttribute('aria-expanded', 'true');
    all().at(index)?.focus();
  }
  function close() {
    if (list.matches(':popover-open')) list.hidePopover();
    opener.focus();
  }
  function onOpenerKey(event) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? 0 : -1);
  }
  list.addEventListener('toggle', (event) => {
    if (event.newState === 'closed') opener.setAttribute('aria-expanded', 'false');
  });
  list.addEventListener('keydown', (event) => {
    const entries = all();
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      entries.at(to % entries.length).focus();
    } else if (event.key === 'Tab') list.hidePopover();
    else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(); }
    else if (event.key.length === 1 && event.key !== ' ') {
      const after = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
      after.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  });
  return element;
}

function entry({ label, icon, href, checked, danger, disabled, onSelect }, close) {
  const reason = typeof disabled === 'string' ? disabled : null;
  const choose = (event) => {
    if (reason) { event.preventDefault(); return; }
    close();
    onSelect?.();
  };
  const body = [
    checked === undefined ? icon && draw(icon) : h('span', { class: 'menu-check' }, checked && draw('check')),
    h('span', label, reason && h('small', reason)),
  ];
  const attributes = {
    class: danger ? 'menu-item menu-item-danger' : 'menu-item',
    role: checked === undefined ? 'menuitem' : 'menuitemradio',
    'aria-checked': checked === undefined ? null : checked,
    'aria-disabled': reason ? true : null,
    tabindex: -1,
    on: { click: choose },
  };
  return href ? h('a', { ...attributes, href }, body) : h('button', { ...attributes, type: 'button' }, body);
}

// Below the opener, or above where there is more room; always within the window.
export function place(list, opener, { sameWidth = false } = {}) {
  const from = opener.getBoundingClientRect();
  if (sameWidth) list.style.setProperty('min-inline-size', `${from.width}px`);
  const { width, height } = list.getBoundingClientRect();
  const below = innerHeight - from.bottom;
  const top = below < height + 12 && from.top > below ? Math.max(8, from.top - height - 4) : from.bottom + 4;
  const start = sameWidth ? from.left : from.right - width;
  const left = Math.max(8, Math.min(start, innerWidth - width - 8));
  list.style.setProperty('top', `${top}px`);
  list.style.setProperty('left', `${left}px`);
}
