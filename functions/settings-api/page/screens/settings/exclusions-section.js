// Whom to leave out.

import { h, fill } from '../../dom.js';
import { button } from '../../ui/button.js';
import { isWhole } from './choices.js';
import { excludedBy, excludedPeople } from './excluded-people.js';
import { filterRow } from './filter-row.js';
import { emptinessNote, exclusionSentence } from './filter-words.js';
import { switchField } from './switch-field.js';

// As many as the API takes.
const MOST = 100;

export function exclusionsSection(context) {
  const { draft, catalogue, lookahead, locked } = context;
  const list = h('ul', { class: 'filters' });
  const sentence = h('p', { class: 'sentence' });
  const note = h('p', { class: 'field-hint' });
  const several = h('p', { class: 'field-hint' }, 'Whoever matches any one of the filters is excluded.');
  let rows = [];
  const enabled = switchField({
    label: 'Exclude employees',
    hint: 'Excluded people are skipped: not created in Pento, and not updated. Nobody is ever deleted; whoever is in Pento already stays as they are.',
    pointer: '/exclusions/enabled',
    checked: draft.choices.excludes,
    disabled: locked !== null,
    onChange: (on) => { draft.change((now) => { now.excludes = on; }); },
  });
  const add = button('Add filter', {
    icon: 'plus',
    onClick: () => {
      draft.change((now) => { now.filters.push({ attribute: null, operator: 'is', values: [] }); });
      drawRows();
      rows.at(-1).attribute.input.focus();
    },
  });

  function drawRows() {
    // The controls work on the filters of the draft themselves; a change of one is told as a change of all.
    rows = draft.choices.filters.map((filter, at) => filterRow({
      filter,
      number: at + 1,
      context,
      onChange: () => draft.change(() => {}),
      onRemove: () => {
        draft.change((now) => { now.filters.splice(at, 1); });
        drawRows();
        (rows[Math.min(at, rows.length - 1)]?.attribute.input ?? add).focus();
      },
    }));
    fill(list, rows.map((row) => row.element));
    draw();
  }
  function draw() {
    const { choices } = draft;
    sentence.textContent = exclusionSentence(choices, catalogue);
    const more = choices.excludes ? emptinessNote(choices, catalogue) : null;
    note.textContent = more ?? '';
    note.hidden = more === null;
    several.hidden = choices.filters.length < 2;
    list.hidden = choices.filters.length === 0;
    list.classList.toggle('filters-off', !choices.excludes);
    add.disabled = choices.filters.length >= MOST;
    for (const [at, row] of rows.entries()) {
      const filter = choices.filters[at];
      row.say(filter && isWhole(filter) && choices.excludes ? excludedBy(filter, lookahead.state) : null);
    }
  }
  draft.watch(draw);
  lookahead.watch(draw);
  drawRows();
  return {
    id: 'exclusions',
    title: 'Exclusions',
    body: [
      h('div', { class: 'setting' }, enabled.element),
      list,
      several,
      locked === null && h('div', add),
      h('div', { class: 'sentence-box' }, sentence, note, excludedPeople(context)),
    ],
    fields: () => [
      enabled,
      ...rows.flatMap((row, at) => row.fields(`/exclusions/filters/${at}`)),
      { input: add, pointer: '/exclusions/filters', label: 'Filters', error: () => {} },
    ],
    update: drawRows,
  };
}

// What is missing in filters that were only begun, in the words of this screen: [{pointer, code, detail}].
export function unfinishedFilters({ filters }) {
  return filters.flatMap((filter, at) => {
    const pointer = `/exclusions/filters/${at}`;
    if (filter.attribute === null) return [{ pointer: `${pointer}/attribute`, code: 'required', detail: 'Choose an attribute, or remove the filter.' }];
    if (!isWhole(filter)) return [{ pointer: `${pointer}/values`, code: 'required', detail: 'Choose what it is compared with.' }];
    return [];
  });
}
