// Parts of one thing, one at a time: tabs({ label: 'Employee', items: [{ id: 'fields', label: 'Fields', body }] }).
// `body` may be a function, called when its tab is opened for the first time. Arrow keys move between tabs.

import { h, uniqueId } from '../dom.js';

export function tabs({ label, items, open = items[0].id }) {
  const stem = uniqueId('tabs');
  const drawn = new Set();
  const buttons = items.map((item) => h('button', {
    type: 'button',
    role: 'tab',
    id: `${stem}-${item.id}`,
    class: 'tab',
    'aria-controls': `${stem}-${item.id}-panel`,
    on: { click: () => choose(item.id) },
  }, item.label));
  const panels = items.map((item) => h('div', {
    role: 'tabpanel',
    id: `${stem}-${item.id}-panel`,
    'aria-labelledby': `${stem}-${item.id}`,
    tabindex: 0,
    class: 'tab-panel',
  }));
  const strip = h('div', { role: 'tablist', class: 'tab-list', 'aria-label': label, on: { keydown: onKey } }, buttons);

  function choose(id) {
    for (const [index, item] of items.entries()) {
      const isOpen = item.id === id;
      buttons[index].setAttribute('aria-selected', String(isOpen));
      buttons[index].tabIndex = isOpen ? 0 : -1;
      panels[index].hidden = !isOpen;
      if (isOpen && !drawn.has(id)) {
        drawn.add(id);
        panels[index].append(typeof item.body === 'function' ? item.body() : item.body);
      }
    }
  }
  function onKey(event) {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = buttons.at(to % buttons.length);
    next.focus();
    next.click();
  }
  choose(open);
  return h('div', { class: 'tabs' }, strip, panels);
}
