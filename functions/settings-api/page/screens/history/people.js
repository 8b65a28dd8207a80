// Everybody of a run who was not simply unchanged: numbers that filter, and the list of whom they stand for.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count } from '../../format.js';
import { fieldLabel, label, OUTCOMES, tone } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { banner } from '../../ui/banner.js';
import { button } from '../../ui/button.js';
import { details } from '../../ui/details.js';
import { pager } from '../../ui/pager.js';
import { refill } from '../../ui/refill.js';
import { empty, failed, skeleton } from '../../ui/states.js';
import { table } from '../../ui/table.js';
import { filterTiles } from '../../ui/tiles.js';
import { employeeOf, reasonWords } from './advice.js';
import { problemList } from './problem-list.js';
import { isUneventful, ofEverybody } from './runs.js';

const PAGE = 25;
const SHOWN = ['created', 'updated', 'failed', 'skipped', 'excluded'];
const MOST_COUNTED = 500;
const KEPT_DAYS = 30;

// Answers the element once the first page is drawn.
export async function people({ run, view }) {
  const { signal } = view;
  const place = h('div', { class: 'stack' });
  const tiles = filterTiles({
    label: 'Show people by outcome',
    value: view.query.get('outcome') ?? '',
    onChange: (outcome) => { view.keep({ outcome }); return pages.first(); },
  });
  const pages = pager({ label: 'People', load: async (cursor) => {
    if (cursor === null) fill(place, skeleton({ rows: 6, text: 'Loading people …' }));
    try {
      if (tiles.value === 'unchanged') { fill(place, unchanged(run)); return null; }
      const page = await api.outcomes(run.id, { outcome: tiles.value, limit: PAGE, cursor }, { signal });
      refill(place, page.items.length > 0 ? peopleTable(page.items) : nobody(run, tiles.value), pages.element);
      return page;
    } catch (error) {
      if (!signal.aborted) refill(place, failed(error, { again: pages.again }), pages.element);
      return null;
    }
  } });
  tiles.set(await numbers(run, signal));
  await pages.first();
  if (!ofEverybody(run)) return place;
  return h('section', { class: 'stack', 'aria-labelledby': 'people-heading' },
    failures(run, tiles), h('h2', { id: 'people-heading', class: 'people-heading' }, 'People'), tiles.element, place, elsewhere(run));
}

// A sync that completed may have failed for some; whoever opens it should not have to look for them.
function failures({ counts }, tiles) {
  if (counts.failed === 0) return null;
  const show = () => {
    tiles.choose('failed');
    tiles.element.querySelector('[aria-pressed="true"]').focus();
  };
  return banner({
    kind: 'bad',
    title: `${count(counts.failed, 'person', 'people')} failed`,
    body: 'Nothing was written for them; in Pento they are as before. Why, and what to do, stands beside each.',
    actions: [button('Show them', { onClick: show })],
  });
}

async function numbers(run, signal) {
  const { counts } = run;
  const gone = await countGone(run, signal);
  const listed = SHOWN.reduce((sum, key) => sum + counts[key], gone);
  const tile = (key) => ({ value: key, label: label(OUTCOMES, key), count: counts[key], tone: colour(key) });
  return [
    { value: '', label: 'All listed', count: listed, title: 'Everybody but those who were unchanged' },
    ...SHOWN.filter((key) => counts[key] > 0 || key === 'created' || key === 'updated' || key === 'failed').map(tile),
    gone > 0 && { ...tile('not_in_personio'), count: gone },
    { value: 'unchanged', label: 'Unchanged', count: counts.unchanged, title: 'Not listed one by one' },
  ].filter(Boolean);
}

const COLOURED = new Set(['good', 'bad', 'warn']);
const colour = (key) => (COLOURED.has(tone(OUTCOMES, key)) ? tone(OUTCOMES, key) : null);

// Who is no longer in Personio was not read, and stands in no count of the run.
async function countGone(run, signal) {
  if (run.outcome !== 'succeeded' || !ofEverybody(run)) return 0;
  const page = await api.outcomes(run.id, { outcome: 'not_in_personio', limit: MOST_COUNTED }, { signal });
  return page.items.length;
}

const peopleTable = (rows) => table({
  caption: 'People by outcome',
  rows,
  columns: [
    { title: 'Employee', head: true, className: 'people-who', cell: who },
    { title: 'Outcome', className: 'people-outcome', cell: (row) => badge(OUTCOMES, row.outcome) },
    { title: 'What happened, and what to do', className: 'people-what', cell: what },
  ],
});

function who(row) {
  const id = employeeOf(row);
  const name = row.employee_id ?? 'No Employee ID';
  return [
    id ? h('a', { href: `#/employees/${encodeURIComponent(id)}` }, name) : h('span', name),
    row.personio_id && h('span', { class: 'people-personio muted small' }, `Personio ${row.personio_id}`),
  ];
}

const what = (row) => h('div', { class: 'people-words' },
  row.reason && reasonWords(row.reason), fields(row), problemList(row.problems));

// A new employee has thirty fields, and a list of their names says nothing.
const OPENLY = 6;

function fields({ outcome, changed_fields: changed }) {
  if (changed.length === 0) return outcome === 'updated' ? h('p', 'Noted, without a change of any field.') : null;
  const names = h('ul', { class: 'field-chips', 'aria-label': 'Fields' }, changed.map((field) => h('li', fieldLabel(field))));
  const verb = outcome === 'created' ? 'filled' : 'changed';
  if (changed.length <= OPENLY) return h('div', { class: 'field-row' }, h('span', { class: 'muted small' }, outcome === 'created' ? 'Filled' : 'Changed'), names);
  return details(`${count(changed.length, 'field', 'fields')} ${verb}`, names, { class: 'run-details' });
}

const unchanged = (run) => empty({
  title: `${count(run.counts.unchanged, 'person was', 'people were')} the same already`,
  body: 'What Personio says of them is what Pento holds. They are not listed one by one.',
  sign: 'check',
  heading: 3,
});

function nobody(run, outcome) {
  const age = (Date.now() - new Date(run.finished_at)) / 86_400_000;
  if (age > KEPT_DAYS) {
    return empty({
      title: 'The list is gone',
      body: `People are listed for ${KEPT_DAYS} days. The numbers of this sync stay.`,
      sign: 'history',
      heading: 3,
    });
  }
  if (outcome === '' && (isUneventful(run) || run.counts.unchanged > 0)) return unchanged(run);
  return empty({ title: 'Nobody', body: 'No person of this sync has this outcome.', sign: 'people', heading: 3 });
}

// Problems are counted over everybody, and the list leaves the unchanged out.
const elsewhere = ({ counts }) => counts.problems > 0 && counts.unchanged > 0 && h('p', { class: 'muted small' },
  'Problems of people who were unchanged are not listed again here; they stand with each employee under ',
  h('a', { href: '#/employees' }, 'Employees'), '.');
