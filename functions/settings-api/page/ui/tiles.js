// Numbers that are filters too: press one, and the list below shows only those.
//
//   const tiles = filterTiles({ label: 'Show people by outcome', value: '', onChange: (value) => pages.first() });
//   tiles.set([{ value: '', label: 'All', count: 37 }, { value: 'failed', label: 'Failed', count: 5, tone: 'bad' }])
//   tiles.element   tiles.value   tiles.choose('failed')     as if it were pressed
//
// `set` may be called again and again while numbers grow: a tile that stays keeps focus. `tone` colours a number that is
// not 0. A tile that is pressed and goes away gives way to the first one, and `onChange` is told.

import { h } from '../dom.js';
import { number } from '../format.js';

export function filterTiles({ label, value = '', onChange }) {
  let chosen = value;
  const made = new Map();
  const element = h('div', { class: 'filter-tiles', role: 'group', 'aria-label': label });

  function tile(key) {
    const count = h('span', { class: 'filter-tile-count' });
    const words = h('span', { class: 'filter-tile-label' });
    const button = h('button', { type: 'button', class: 'filter-tile', on: { click: () => choose(key) } }, count, words);
    return { button, count, words };
  }
  function press(key) {
    chosen = key;
    for (const [other, { button }] of made) button.setAttribute('aria-pressed', String(other === chosen));
  }
  function choose(key) {
    if (chosen === key) return;
    press(key);
    onChange?.(key);
  }
  function set(items) {
    const before = [...made.keys()].join();
    for (const key of [...made.keys()]) if (!items.some((item) => item.value === key)) made.delete(key);
    for (const item of items) {
      const { button, count, words } = made.get(item.value) ?? made.set(item.value, tile(item.value)).get(item.value);
      count.textContent = number(item.count);
      words.textContent = item.label;
      button.className = item.tone && item.count > 0 ? `filter-tile filter-tile-${item.tone}` : 'filter-tile';
      button.title = item.title ?? '';
    }
    const now = items.map((item) => item.value);
    if (now.join() !== before) {
      const focused = document.activeElement;
      element.replaceChildren(...now.map((key) => made.get(key).button));
      if (element.contains(focused)) focused.focus({ preventScroll: true });
    }
    const isGone = !made.has(chosen);
    press(isGone ? now[0] : chosen);
    if (isGone) onChange?.(chosen);
  }
  return { element, set, choose, get value() { return chosen; } };
}
