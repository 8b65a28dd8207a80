// One row of the list. Its cells are slots, filled anew after a sync, so that the row and whoever stands on it stay.

import { h, fill } from '../../dom.js';
import { count, when } from '../../format.js';
import { refusal } from '../../session.js';
import { STATUS, SYNC_STATE } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { icon } from '../../ui/icon.js';
import { menu } from '../../ui/menu.js';
import { progress } from '../../ui/progress.js';
import { addressOf, issuesOf, nameOf } from './person.js';

const MOST_ISSUES = 2;

export class Row {
  // onSync(row): somebody wants this employee synced now.
  constructor(employee, { onSync }) {
    this.id = employee.employee_id;
    this.isBusy = false;
    this.who = h('div', { class: 'person' });
    this.status = h('div');
    this.issues = h('div', { class: 'issues' });
    this.synced = h('div', { class: 'synced' });
    this.actions = menu({
      label: `Actions for ${this.id}`,
      items: () => [
        { label: 'Sync now', icon: 'sync', disabled: this.isBusy ? 'Being synced.' : refusal('sync'), onSelect: () => onSync(this) },
        { label: 'Open', icon: 'people', href: addressOf(this.id) },
      ],
    });
    this.draw(employee);
  }

  draw(employee) {
    this.employee = employee;
    const { fields } = employee;
    fill(this.who,
      h('a', { href: addressOf(this.id), class: 'person-name' }, nameOf(employee)),
      h('span', { class: 'person-about' }, [this.id, fields.job_title].filter(Boolean).join(' · ')));
    fill(this.status, badge(STATUS, employee.status));
    fill(this.issues, drawIssues(issuesOf(employee)));
    this.drawSynced();
  }

  drawSynced() {
    const { last_synced_at: at, sync } = this.employee;
    const isWorthSaying = sync.state !== 'ok' && !(sync.state === 'never' && !at);
    fill(this.synced, when(at), isWorthSaying && badge(SYNC_STATE, sync.state));
  }

  // While Personio is asked; `false`: done.
  busy(isBusy) {
    this.isBusy = isBusy;
    this.tr?.setAttribute('aria-busy', String(isBusy));
    if (isBusy) fill(this.synced, progress({ label: 'Syncing …' }).element);
    else this.drawSynced();
  }

  get tr() {
    return this.who.closest('tr');
  }

  // What came of it, right below the row; `null` takes it away.
  say(message) {
    this.message?.remove();
    this.message = null;
    if (!message || !this.tr) return;
    this.message = h('tr', { class: 'row-message' }, h('td', { colspan: this.tr.children.length }, message));
    this.tr.after(this.message);
    this.message.scrollIntoView({ block: 'nearest' });
  }
}

const SIGNS = { blocker: 'cross', error: 'alert', warning: 'info' };

function drawIssues(issues) {
  if (issues.length === 0) return h('span', { class: 'muted' }, 'None');
  const shown = issues.slice(0, MOST_ISSUES);
  const more = issues.length - shown.length;
  return [
    ...shown.map(({ kind, text }) => h('span', { class: `issue issue-${kind}` }, icon(SIGNS[kind]), h('span', text))),
    more > 0 && h('span', { class: 'muted small' }, `and ${count(more, 'more', 'more')}`),
  ];
}
