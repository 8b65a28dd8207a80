// What changed of an employee: when, by which sync or whom, from what to what. What was changed at once stands together.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count, when } from '../../format.js';
import { changeList } from '../../ui/changes.js';
import { details } from '../../ui/details.js';
import { icon } from '../../ui/icon.js';
import { pager } from '../../ui/pager.js';
import { empty, failed, skeleton } from '../../ui/states.js';

const PAGE = 50;
// A new employee has thirty fields, and nobody wants to scroll past them to what happened before.
const MOST_OPEN = 8;

export function changeLog(id, { signal }) {
  const place = h('div', { class: 'stack' }, skeleton({ rows: 4, text: 'Loading changes …' }));
  const pages = pager({
    label: 'Changes',
    load: async (cursor) => {
      try {
        const page = await api.changes(id, { limit: PAGE, cursor }, { signal });
        fill(place, page.items.length > 0 ? h('ol', { class: 'log' }, together(page.items).map(entry)) : nothing());
        return page;
      } catch (error) {
        if (error.name !== 'AbortError') fill(place, failed(error, { again: pages.again, heading: 3 }));
        return null;
      }
    },
  });
  pages.first();
  return { element: h('div', { class: 'stack' }, place, pages.element), again: () => pages.first() };
}

const nothing = () => empty({ title: 'No changes yet', body: 'What syncs and people change is noted here, field by field.', sign: 'history', heading: 3 });

// Latest first already; one sync or one edit gave all its fields the same time.
function together(items) {
  const groups = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && last.at === item.at && last.run_id === item.run_id && last.user === item.user) last.changes.push(item);
    else groups.push({ at: item.at, run_id: item.run_id, user: item.user, changes: [item] });
  }
  return groups;
}

function entry({ at, run_id: run, user, changes }) {
  const many = changes.length > MOST_OPEN;
  return h('li', { class: 'log-entry' },
    h('div', { class: 'log-head' },
      icon(run ? 'sync' : 'edit'),
      run ? h('a', { href: `#/history/${encodeURIComponent(run)}` }, 'Sync with Personio') : h('span', { class: 'log-who' }, user ?? 'Somebody'),
      !run && h('span', { class: 'muted' }, 'in Pento'),
      h('span', { class: 'log-when' }, when(at))),
    many ? details(count(changes.length, 'field', 'fields'), changeList(changes)) : changeList(changes));
}
