// Employees: everybody in Pento, who is ready for payroll, who is not and why.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import * as connection from '../../connection.js';
import { count } from '../../format.js';
import { may, refusal } from '../../session.js';
import { bannerRegion, say } from '../../ui/banner.js';
import { button, linkButton } from '../../ui/button.js';
import { heading } from '../../ui/heading.js';
import { announce } from '../../ui/live.js';
import { pager } from '../../ui/pager.js';
import { empty, failed, skeleton } from '../../ui/states.js';
import { table } from '../../ui/table.js';
import { addEmployee } from './add-dialog.js';
import { filterBar } from './filter-bar.js';
import * as listState from './list-state.js';
import { addressOf } from './person.js';
import { syncSomebody } from './person-dialog.js';
import { Row } from './row.js';
import { syncNow } from './sync-now.js';

export const title = 'Employees';

const PAGE = 50;

export async function show(view) {
  const state = listState.restore(view);
  const region = bannerRegion();
  const place = h('div', { class: 'employee-list' }, skeleton({ rows: 8, text: 'Loading employees …' }));
  let loading = new AbortController();
  let shownAt = null;
  view.signal.addEventListener('abort', () => loading.abort(), { once: true });

  const pages = pager({ label: 'Employees', load });
  const filters = filterBar({
    ...state,
    onChange: ({ q, status }) => { Object.assign(state, { q, status }); pages.first(); },
  });
  const actions = [
    button('Sync a new person', {
      icon: 'sync',
      title: 'Somebody who is in Personio and not in Pento yet',
      disabled: refusal('sync'),
      onClick: async () => added(await syncSomebody({ signal: view.signal })),
    }),
    may('admin') && button('Add employee', {
      icon: 'plus',
      onClick: async () => {
        const employee = await addEmployee(view);
        if (employee && !view.signal.aborted) view.go(addressOf(employee.employee_id));
      },
    }),
  ].filter(Boolean);
  view.root.append(
    heading({ title, lead: 'Who is ready for payroll, and what is missing for everybody else.', actions }),
    region, filters.element, place, pages.element);

  // Draws one page, and answers what the API said.
  async function load(cursor, index) {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    place.setAttribute('aria-busy', 'true');
    try {
      const page = await api.employees({ status: state.status, q: state.q, limit: PAGE, cursor }, { signal });
      await draw(page.items, signal);
      listState.remember(view, { ...state, cursors: pages.cursors });
      if (shownAt !== null && index !== shownAt) toTop();
      shownAt = index;
      return page;
    } catch (error) {
      if (error.name === 'AbortError') return null;
      // A place in a list that is no more: begin at the top.
      if (index > 0 && error.at?.('/query/cursor')) { setTimeout(() => pages.first()); return null; }
      fill(place, failed(error, { again: pages.again }));
      return null;
    } finally {
      if (!signal.aborted) place.removeAttribute('aria-busy');
    }
  }

  // Another page begins at its top, for eyes and keyboard alike. Whoever types a search stays there.
  function toTop() {
    const isElsewhere = document.activeElement !== document.body && !pages.element.contains(document.activeElement);
    const region = place.querySelector('.table-region');
    if (isElsewhere || !region) return;
    region.tabIndex = -1;
    region.focus({ preventScroll: true });
    filters.element.scrollIntoView({ block: 'start' });
  }

  async function draw(items, signal) {
    if (items.length === 0) {
      const link = connection.current() ?? await connection.load({ signal }).catch(() => null);
      fill(place, nobody(state, link, filters));
      announce('Nobody found');
      return;
    }
    const rows = items.map((employee) => new Row(employee, { onSync: sync }));
    fill(place, table({
      caption: 'Employees',
      rows,
      columns: [
        { title: 'Employee', cell: (row) => row.who, head: true },
        { title: 'Status', cell: (row) => row.status },
        { title: 'Problems', cell: (row) => row.issues },
        { title: 'Last synced', cell: (row) => row.synced },
        { title: 'Actions', cell: (row) => row.actions, hideTitle: true, actions: true },
      ],
    }));
    announce(`${count(items.length, 'employee', 'employees')} shown`);
  }

  async function sync(row) {
    row.say(null);
    row.busy(true);
    try {
      const { message, after } = await syncNow(row.employee, {
        signal: view.signal,
        link: true,
        again: () => sync(row),
        onDismiss: () => { row.say(null); row.actions.querySelector('button').focus(); },
      });
      if (after) row.draw(after.data);
      row.say(message);
      announce(message.querySelector('.banner-words').innerText.replace(/\s+/g, ' '));
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
    } finally {
      row.busy(false);
    }
  }

  // Somebody came from Personio, or did not.
  async function added(message) {
    if (!message) return;
    await pages.again();
    say(region, message);
  }

  await pages.resume(state.cursors);
  if (state.opened) place.querySelector(`a[href="${CSS.escape(addressOf(state.opened))}"]`)?.closest('tr').scrollIntoView({ block: 'center' });
}

// Why the list is empty, and the way out.
function nobody({ q, status }, link, filters) {
  if (status === 'pending' && q === '') {
    return empty({
      title: 'Nobody is pending',
      body: 'Everybody in Pento has what payroll needs.',
      sign: 'check',
      actions: [button('Show everybody', { onClick: filters.clear })],
    });
  }
  if (q !== '' || status !== '') {
    return empty({
      title: 'Nobody matches',
      body: 'The search looks for a part of a name, an Employee ID or an e-mail address.',
      sign: 'search',
      actions: [button('Show everybody', { onClick: filters.clear })],
    });
  }
  if (link?.status === 'disconnected') {
    return empty({
      title: 'No employees yet',
      body: 'Connect Personio, and employees come in by themselves.',
      sign: 'people',
      actions: [linkButton('Open Integrations', '#/integrations', { kind: 'primary' })],
    });
  }
  if (link?.status === 'awaiting_settings') {
    return empty({
      title: 'No employees yet',
      body: 'Nothing is imported before settings are saved. Choose what is imported, and from where.',
      sign: 'people',
      actions: [linkButton('Continue to settings', '#/settings', { kind: 'primary' })],
    });
  }
  return empty({ title: 'No employees yet', body: 'They appear here after the first sync.', sign: 'people', actions: [linkButton('Sync history', '#/history')] });
}
