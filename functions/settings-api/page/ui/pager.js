// Paging by cursors: a cursor leads forward only, so the ones before are kept.
//
//   const pages = pager({ label: 'Employees', load: (cursor) => draw(cursor) });   // load answers {next_cursor, items}
//   await pages.first();       element: pages.element       pages.again() loads the same page anew
//   await pages.resume(cursors)      goes on where `pages.cursors` were kept; an unknown one between is `undefined`, and
//                                    *Previous* leads to the first page then
//
// `load(cursor, page)` gets null for the first page, draws it, and answers what the API said (its next_cursor is used).

import { h } from '../dom.js';
import { button } from './button.js';
import { announce } from './live.js';

export function pager({ label, load }) {
  let cursors = [null];
  let next = null;
  let at = null;
  const where = h('span', { class: 'pager-where' });
  const back = button('Previous', { icon: 'back', onClick: () => open(cursors.at(-2) === undefined ? 0 : cursors.length - 2) });
  const on = button('Next', { icon: 'arrow', class: 'button-trailing', onClick: () => open(cursors.length) });
  const element = h('nav', { class: 'pager', 'aria-label': `${label}: pages`, hidden: true }, back, where, on);

  async function open(index) {
    if (at !== null && index > cursors.length - 1) cursors.push(next);
    else cursors = cursors.slice(0, index + 1);
    at = index;
    const pressed = [back, on].find((one) => one === document.activeElement);
    back.disabled = true;
    on.disabled = true;
    try {
      const page = await load(cursors[index], index);
      next = page?.next_cursor ?? null;
    } finally {
      back.disabled = index === 0;
      on.disabled = next === null;
      where.textContent = `Page ${index + 1}`;
      element.hidden = index === 0 && next === null;
      // A button that was disabled for a moment has lost focus, unless the screen has put it elsewhere.
      if (pressed && document.activeElement === document.body) [pressed, back, on].find((one) => !one.disabled)?.focus();
    }
    if (!element.hidden) announce(`${label}: page ${index + 1}`);
  }

  return {
    element,
    first: () => { cursors = [null]; next = null; at = null; return open(0); },
    resume: (kept) => { cursors = [...kept]; next = null; at = null; return open(cursors.length - 1); },
    again: () => open(cursors.length - 1),
    get cursors() { return [...cursors]; },
  };
}
