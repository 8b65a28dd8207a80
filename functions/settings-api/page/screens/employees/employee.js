// One employee: what payroll knows, what is missing, where it comes from, and what happened to it.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { may, refusal } from '../../session.js';
import { STATUS, fieldLabel } from '../../words.js';
import { list } from '../../format.js';
import { badge } from '../../ui/badge.js';
import { banner, bannerRegion, say } from '../../ui/banner.js';
import { busy, button, linkButton } from '../../ui/button.js';
import { changeList } from '../../ui/changes.js';
import { heading } from '../../ui/heading.js';
import { empty, skeleton } from '../../ui/states.js';
import { tabs } from '../../ui/tabs.js';
import { blockersCard } from './blockers.js';
import { changeLog } from './change-log.js';
import { editGroup } from './edit-dialog.js';
import { groupOf, groupsOf } from './field-groups.js';
import { fieldGroup, legend } from './value-rows.js';
import * as listState from './list-state.js';
import { nameOf } from './person.js';
import { loadSources } from './sources.js';
import { syncCard } from './sync-card.js';
import { syncNow } from './sync-now.js';

export const title = 'Employee';

export async function show(view) {
  const { id } = view.params;
  listState.leave(id);
  const back = ['Employees', listState.address()];
  view.root.append(heading({ title: `Employee ${id}`, back }), skeleton({ rows: 8, text: 'Loading the employee …' }));
  const options = { signal: view.signal };
  // Fields can be shown without knowing where they come from.
  const sources = loadSources(options).catch(() => null);
  const found = await read(id, options);
  if (!found) { fill(view.root, heading({ title: `Employee ${id}`, back }), unknown()); return; }
  new Screen(view, found, await sources).draw(back);
}

async function read(id, options) {
  try {
    return await api.employee(id, options);
  } catch (error) {
    if (error.code === 'not_found') return null;
    throw error;
  }
}

const unknown = () => empty({
  title: 'Pento has no such employee',
  body: 'Perhaps the address is mistyped, or the person was never brought in.',
  sign: 'people',
  actions: [linkButton('All employees', '#/employees')],
});

class Screen {
  constructor(view, { data, etag }, sources) {
    Object.assign(this, { view, employee: data, etag, sources });
    // Filled anew after a sync or an edit, so that the button somebody pressed stays where it is.
    this.name = h('span');
    this.about = h('span');
    this.badge = h('span');
    this.region = bannerRegion();
    this.missing = h('div', { class: 'slot' });
    this.status = h('div', { class: 'slot employee-status' });
    this.fields = h('div', { class: 'stack' });
    this.log = null;
  }

  draw(back) {
    this.sync = button('Sync now', { kind: 'primary', icon: 'sync', disabled: refusal('sync'), onClick: () => this.syncNow() });
    const parts = tabs({
      label: 'Employee',
      items: [
        { id: 'fields', label: 'Details', body: () => this.fields },
        { id: 'changes', label: 'Change log', body: () => { this.log = changeLog(this.employee.employee_id, this.view); return this.log.element; } },
      ],
    });
    fill(this.view.root,
      heading({ title: this.name, lead: this.about, back, beside: this.badge, actions: [this.sync] }),
      this.region,
      this.missing,
      h('div', { class: 'employee-parts' }, parts, this.status));
    // No name: a browser keeps titles in its history.
    this.view.title(`Employee ${this.employee.employee_id}`);
    this.refresh();
  }

  refresh() {
    const { employee, sources } = this;
    const isEditor = may('admin');
    fill(this.name, nameOf(employee));
    fill(this.about, [employee.employee_id, employee.fields.job_title, employee.fields.department].filter(Boolean).join(' · '));
    fill(this.badge, badge(STATUS, employee.status));
    const blockers = blockersCard(employee, { onEdit: isEditor && ((field) => this.edit(groupOf(employee, field), field)) });
    fill(this.missing, blockers);
    this.missing.hidden = !blockers;
    fill(this.status, syncCard(employee, sources));
    fill(this.fields,
      sources && legend(),
      !isEditor && h('p', { class: 'muted' }, 'Only an admin can edit, and sees bank details, dates of birth and identity numbers in full.'),
      groupsOf(employee).map((group) => fieldGroup(group, employee, { sources, onEdit: isEditor && ((one) => this.edit(one)) })));
    this.log?.again();
  }

  take({ data, etag }) {
    this.employee = data;
    this.etag = etag;
    this.refresh();
  }

  async syncNow() {
    const asked = syncNow(this.employee, {
      signal: this.view.signal,
      again: () => this.syncNow(),
      onDismiss: () => this.sync.focus(),
    });
    try {
      const { message, after } = await busy(this.sync, 'Syncing …', asked);
      if (after) this.take(after);
      say(this.region, message);
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
    }
  }

  async edit(group, focus = null) {
    const { employee, etag, sources, view } = this;
    const saved = await editGroup({ group, employee, etag, sources, focus, view });
    if (view.signal.aborted || !saved) return;
    this.take(saved);
    // The button that opened the dialog was drawn anew.
    this.fields.querySelector(`[data-edit="${group.id}"]`)?.focus();
    say(this.region, savedBanner(saved, () => this.view.root.querySelector('h1').focus()));
  }
}

function savedBanner({ changes, overwritten }, onDismiss) {
  const isOne = overwritten.length === 1;
  return banner({
    kind: 'good',
    title: 'Saved in Pento',
    body: [
      changes.length > 0 && changeList(changes),
      overwritten.length > 0 && h('p', h('strong', 'Will be overwritten: '),
        `${list(overwritten.map(fieldLabel))} ${isOne ? 'comes' : 'come'} from Personio, and the next sync overwrites ${isOne ? 'it' : 'them'}. Make the same change there to keep it.`),
    ],
    onDismiss,
  });
}
