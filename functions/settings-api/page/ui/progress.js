// How far something is.
//
//   const bar = progress({ label: 'Syncing employees' });
//   bar.set(120, 250, '120 of 250 people');     bar.set(null, null, 'Waiting …')  while nobody knows how much there is
//   element: bar.element

import { h, uniqueId } from '../dom.js';

export function progress({ label, value = null, max = null, text = '' }) {
  const id = uniqueId('progress');
  const bar = h('progress', { id, class: 'progress-bar' });
  const words = h('span', { class: 'progress-text' });
  const set = (done, all, said = '') => {
    if (done === null || !all) bar.removeAttribute('value');
    else {
      bar.max = all;
      bar.value = Math.min(done, all);
    }
    words.textContent = said;
  };
  set(value, max, text);
  const element = h('div', { class: 'progress' },
    h('div', { class: 'progress-head' }, h('label', { for: id }, label), words), bar);
  return { element, set };
}
