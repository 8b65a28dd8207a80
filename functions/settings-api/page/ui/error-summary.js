// Everything that is wrong, on top of a form: takes focus, and each line leads to its field.
//
//   const summary = errorSummary();                    put summary.element on top, empty at first
//   summary.show(problem, fields, otherNames)          fields: what field() gave, with `pointer`
//   summary.clear()
//
// Errors are written beside their fields too. One whose pointer belongs to no field is listed without a link;
// `nameOf(pointer)` may give it a name. `find(pointer)` may answer an element for pointers below a field.

import { h, fill } from '../dom.js';
import { label, REFUSALS } from '../words.js';
import { icon } from './icon.js';

export function errorSummary() {
  const element = h('div', { class: 'error-summary', role: 'alert', tabindex: -1, hidden: true });
  let marked = [];
  const clear = () => {
    for (const field of marked) field.error(null);
    marked = [];
    element.hidden = true;
    element.replaceChildren();
  };
  const show = (problem, fields = [], { nameOf, find } = {}) => {
    clear();
    const lines = problem.errors.map((error) => line(error, fields, { nameOf, find, marked }));
    fill(element,
      icon('alert'),
      h('div',
        h('h2', { class: 'error-summary-title' }, label(REFUSALS, problem.code ?? 'internal')),
        lines.length > 0 ? h('ul', lines) : h('p', problem.detail ?? 'Try again; if it stays, tell support.')));
    element.hidden = false;
    element.focus();
    element.scrollIntoView({ block: 'nearest' });
  };
  return { element, show, clear };
}

function line({ pointer, detail }, fields, { nameOf, find, marked }) {
  // The field itself, or the nearest one that holds the place.
  const holds = (field) => field.pointer !== undefined && (pointer === field.pointer || pointer.startsWith(`${field.pointer}/`));
  const field = fields.filter(holds).sort((a, b) => b.pointer.length - a.pointer.length)[0];
  if (field) {
    field.error(detail);
    marked.push(field);
  }
  const target = find?.(pointer) ?? field?.input;
  const name = nameOf?.(pointer) ?? field?.label;
  const words = name ? `${name}: ${detail}` : detail;
  if (!target) return h('li', words);
  const go = () => {
    for (let closed = target.closest('details:not([open])'); closed; closed = closed.parentElement.closest('details:not([open])')) {
      closed.open = true;
    }
    target.focus();
    target.scrollIntoView({ block: 'center' });
  };
  return h('li', h('button', { type: 'button', class: 'link', on: { click: go } }, words));
}
