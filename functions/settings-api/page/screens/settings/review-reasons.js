// Who would not be synced and why, and what is wrong with values of those who are.

import { h } from '../../dom.js';
import { count, number } from '../../format.js';
import { fieldLabel, label, OUTCOMES, PROBLEMS, REASONS, SEVERITY } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { details } from '../../ui/details.js';
import { table } from '../../ui/table.js';
import { peopleList } from './people-list.js';

// What needs somebody first.
const ORDER = ['failed', 'skipped', 'not_in_personio', 'excluded'];

// One group for each reason; some reasons name ids and so are different for everybody, and belong together still.
function gather(items) {
  const groups = new Map();
  for (const { outcome, reason, count: many, people } of items) {
    const title = reason.code === 'excluded' ? reason.description : label(REASONS, reason.code);
    const key = `${outcome} ${reason.code} ${title}`;
    const group = groups.get(key) ?? { outcome, title, details: new Set(), count: 0, people: [] };
    group.count += many;
    group.details.add(reason.detail);
    group.people.push(...people.map((person) => ({ ...person, note: reason.detail })));
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}

export function reviewReasons({ reasons }, names) {
  const groups = gather(reasons.items);
  if (groups.length === 0) return h('p', { class: 'muted' }, 'Nobody is left out.');
  return h('ul', { class: 'reasons' }, groups.map((group) => {
    const isAlike = group.details.size === 1;
    const detail = isAlike ? [...group.details][0] : null;
    const saysMore = isAlike && group.outcome !== 'excluded' && detail !== `${group.title}.`;
    const people = group.people.map((person) => (isAlike ? { ...person, note: null } : person));
    return h('li',
      h('div', { class: 'reason-head' }, badge(OUTCOMES, group.outcome), h('strong', group.title), h('span', { class: 'muted' }, count(group.count, 'person', 'people'))),
      saysMore && h('p', { class: 'muted small' }, detail),
      people.length > 0 && details(`Show ${people.length === 1 ? 'who it is' : `all ${number(people.length)}`}`, peopleList({ label: group.title, people, names })));
  }));
}

export function reviewProblems({ problems }) {
  if (problems.items.length === 0) return h('p', { class: 'muted' }, 'No value has anything wrong with it.');
  return h('div', { class: 'stack' },
    h('p', { class: 'muted' }, 'These people are synced all the same. A value that is not used leaves its field blank; one to be checked is kept.'),
    table({
      caption: 'Problems with values',
      rows: problems.items,
      columns: [
        { title: 'Field', head: true, cell: ({ problem }) => fieldLabel(problem.field) },
        { title: 'Problem', cell: ({ problem }) => [h('div', label(PROBLEMS, problem.code)), h('div', { class: 'muted small' }, problem.hint)] },
        { title: 'Effect', cell: ({ problem }) => badge(SEVERITY, problem.severity) },
        { title: 'People', numeric: true, cell: ({ count: many }) => number(many) },
      ],
    }));
}
