// Above the list: a text to look for, and a status.
//
//   const bar = filterBar({ q, status, onChange: ({ q, status }) => ... });     bar.element   bar.clear()

import { h, uniqueId } from '../../dom.js';
import { icon } from '../../ui/icon.js';

const STATUSES = [['', 'All'], ['pending', 'Pending'], ['ready', 'Ready'], ['terminated', 'Terminated']];
// Long enough that a name is typed, short enough that nobody waits.
const PAUSE = 300;

export function filterBar({ q, status, onChange }) {
  const id = uniqueId('search');
  const group = uniqueId('status');
  let told = { q, status };
  let timer = null;
  const input = h('input', {
    id,
    type: 'search',
    class: 'input',
    value: q,
    maxlength: 255,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Name, Employee ID or e-mail',
    on: {
      input: () => { clearTimeout(timer); timer = setTimeout(tell, PAUSE); },
      search: () => tell(),
    },
  });
  const radios = STATUSES.map(([value, words]) => h('label', { class: 'segment' },
    h('input', { type: 'radio', name: group, value, checked: value === status, on: { change: () => tell() } }),
    h('span', words)));
  const chosen = () => radios.map((radio) => radio.firstElementChild).find((radio) => radio.checked).value;

  function tell() {
    clearTimeout(timer);
    const now = { q: input.value.trim(), status: chosen() };
    if (now.q === told.q && now.status === told.status) return;
    told = now;
    onChange(now);
  }
  const element = h('form', { class: 'filter-bar', role: 'search', 'aria-label': 'Employees', on: { submit: (event) => { event.preventDefault(); tell(); } } },
    h('div', { class: 'filter-search' },
      h('label', { for: id, class: 'visually-hidden' }, 'Search employees'),
      h('div', { class: 'input-search' }, icon('search'), input)),
    h('fieldset', { class: 'segments' }, h('legend', { class: 'visually-hidden' }, 'Status'), radios));
  const clear = () => {
    input.value = '';
    radios[0].firstElementChild.checked = true;
    tell();
    input.focus();
  };
  return { element, clear };
}
