// Who would be created or updated, with each value before and after. The API answers a page at a time, and reads Personio
// anew for each; search and filter work on what is loaded.

import { h, fill } from '../../dom.js';
import { count, list, number } from '../../format.js';
import { fieldLabel, OUTCOMES } from '../../words.js';
import { badge, pill } from '../../ui/badge.js';
import { problemBanner } from '../../ui/banner.js';
import { busy, button } from '../../ui/button.js';
import { changeList } from '../../ui/changes.js';
import { details } from '../../ui/details.js';
import { icon } from '../../ui/icon.js';
import { announce } from '../../ui/live.js';
import { idOf } from './people-list.js';

const PAGE = 10;
const NAMED_FIELDS = 3;
const VIEWS = [
  ['all', 'All changes', () => true],
  ['created', 'Created', ({ outcome }) => outcome === 'created'],
  ['updated', 'Updated', ({ outcome }) => outcome === 'updated'],
  ['blanked', 'With values blanked', (action) => blanks(action).length > 0],
];

const blanks = ({ changes }) => changes.filter((change) => change.new === null && change.old !== null);

// `more(cursor)` answers the next page of the preview.
export function reviewPeople({ answer, names, more }) {
  const { counts } = answer;
  const total = counts.created + counts.updated;
  if (total === 0) return h('p', { class: 'muted' }, 'Nobody would be created or changed.');
  if (answer.actions.items.length === 0) return h('p', { class: 'muted' }, 'Who they are is shown to admins.');
  const loaded = [...answer.actions.items];
  let next = answer.actions.next_cursor;
  let at = 0;
  names.learn(loaded);

  const people = h('div', { class: 'review-list' });
  const where = h('span', { class: 'pager-where' });
  const region = h('div', { role: 'status' });
  const search = h('input', {
    class: 'input', type: 'search', autocomplete: 'off', placeholder: 'Search by name, ID or field …',
    'aria-label': 'Search among the people loaded', on: { input: () => { at = 0; draw(); announce(count(found().length, 'person', 'people')); } },
  });
  const view = h('select', { class: 'input select', 'aria-label': 'Show', on: { change: () => { at = 0; draw(); announce(count(found().length, 'person', 'people')); } } },
    VIEWS.map(([value, text]) => h('option', { value }, text)));
  const back = button('Previous', { icon: 'back', onClick: () => { at -= 1; draw(); } });
  const on = button('Next', { icon: 'arrow', class: 'button-trailing', onClick: () => { at += 1; draw(); } });
  const pager = h('nav', { class: 'pager', 'aria-label': 'People: pages' }, back, where, on);
  const load = button('Load more', { onClick: () => loadMore() });
  const rest = h('div', { class: 'row review-more' });

  function found() {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const [, , has] = VIEWS.find(([id]) => id === view.value) ?? VIEWS[0];
    return loaded.filter((action) => {
      const text = [names.of(action), action.employee_id, action.personio_id, ...action.changes.map(({ field }) => fieldLabel(field))].join(' ').toLowerCase();
      return has(action) && words.every((word) => text.includes(word));
    });
  }
  function draw() {
    const all = found();
    const page = all.slice(at * PAGE, (at + 1) * PAGE);
    fill(people, page.length > 0 ? page.map((action) => person(action, names)) : h('p', { class: 'muted' }, 'Nobody loaded is like this.'));
    where.textContent = all.length === 0 ? '' : `${at * PAGE + 1}–${Math.min((at + 1) * PAGE, all.length)} of ${number(all.length)}`;
    back.disabled = at === 0;
    on.disabled = (at + 1) * PAGE >= all.length;
    pager.hidden = all.length <= PAGE;
    fill(rest, next !== null && [h('span', { class: 'muted' }, `${number(loaded.length)} of ${count(total, 'person', 'people')} loaded`), load]);
    rest.hidden = next === null;
  }
  async function loadMore() {
    fill(region);
    try {
      const page = await busy(load, 'Reading from Personio …', more(next));
      loaded.push(...page.actions.items);
      names.learn(page.actions.items);
      next = page.actions.next_cursor;
      draw();
      announce(`${number(loaded.length)} of ${count(total, 'person', 'people')} loaded`);
      if (next === null) search.focus();
    } catch (problem) {
      if (problem.name !== 'AbortError') fill(region, problemBanner(problem));
    }
  }
  draw();
  names.load().then(draw);
  return h('div', { class: 'stack' },
    h('div', { class: 'review-tools' }, h('div', { class: 'input-search' }, icon('search'), search), view),
    people, pager, region, rest);
}

function person(action, names) {
  const name = names.of(action);
  const fields = action.changes.map(({ field }) => fieldLabel(field));
  const many = fields.length - NAMED_FIELDS;
  const said = many > 1 ? [...fields.slice(0, NAMED_FIELDS), `${many} more`] : fields;
  const blanked = blanks(action).length;
  const body = h('div');
  const summary = h('span', { class: 'review-person' },
    h('span', { class: 'review-who' }, h('span', { class: 'person-name' }, name ?? idOf(action)), name && h('span', { class: 'muted small' }, action.employee_id ?? idOf(action))),
    h('span', { class: 'review-what muted small' }, action.outcome === 'created' ? count(fields.length, 'field', 'fields') : list(said)),
    h('span', { class: 'review-badges' }, blanked > 0 && action.outcome === 'updated' && pill(`${blanked} blanked`, 'warn'), badge(OUTCOMES, action.outcome)));
  // Hundreds of lists that nobody opens need not be made.
  const open = () => { if (!body.firstChild) fill(body, changeList(action.changes)); };
  return details(summary, body, { class: 'review-details', on: { toggle: open } });
}
