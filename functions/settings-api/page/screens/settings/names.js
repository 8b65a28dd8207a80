// What people are called. A preview names people by their ids; of those it would create it says the names too, and those
// that Pento has already are in the list of employees. Names are kept in memory while the screen is open.

import * as api from '../../api.js';
import { refusal } from '../../session.js';
import { toDocument } from './choices.js';

// Two thousand employees; beyond that a person is told by the ids.
const MOST_PAGES = 10;
const PAGE = 200;
// Each look reads Personio anew. A thousand newcomers at once is a first import, where nobody looks for one of them.
const MOST_LOOKS = 5;

export class Names {
  #byId = new Map();
  #loading = null;

  constructor({ draft, signal }) {
    Object.assign(this, { draft, signal });
  }

  // "Antoine Mercier", or null while it is not known.
  of({ personio_id: personioId, employee_id: employeeId }) {
    return this.#byId.get(`personio ${personioId}`) ?? this.#byId.get(`employee ${employeeId}`) ?? null;
  }

  // Names from the actions of a preview: whoever is created has one there.
  learn(actions) {
    for (const action of actions) {
      const given = (field) => action.changes.find((change) => change.field === field)?.new;
      if (action.outcome === 'created') this.#note(action, given('first_name'), given('last_name'));
    }
  }

  // Loads once what can be known, and answers when it is there. Names are a help; without them there are the ids.
  load() {
    this.#loading ??= Promise.all([this.#employees(), this.#newcomers()]).catch(() => {});
    return this.#loading;
  }

  #note({ personio_id: personioId, employee_id: employeeId }, first, last) {
    const name = [first, last].filter(Boolean).join(' ');
    if (name === '') return;
    if (personioId) this.#byId.set(`personio ${personioId}`, name);
    if (employeeId) this.#byId.set(`employee ${employeeId}`, name);
  }

  async #employees() {
    let cursor = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { items, next_cursor: next } = await api.employees({ limit: PAGE, cursor }, { signal: this.signal });
      for (const employee of items) this.#note(employee, employee.fields.first_name, employee.fields.last_name);
      if (!next) return;
      cursor = next;
    }
  }

  // Excluded people are dropped as soon as they are read, so nobody has their names. Without filters, and with the names
  // alone mapped, a preview creates exactly those whom Pento does not have.
  async #newcomers() {
    if (refusal('sync')) return;
    const { choices } = this.draft;
    const named = (field) => choices.mapping[field] ?? field;
    const question = toDocument({
      ...choices,
      paused: false,
      excludes: false,
      filters: [],
      payslips: false,
      folder: null,
      mapping: { first_name: named('first_name'), last_name: named('last_name') },
    });
    let cursor = null;
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const { actions } = await api.preview(question, { limit: PAGE, cursor }, { signal: this.signal });
      this.learn(actions.items);
      if (!actions.next_cursor) return;
      cursor = actions.next_cursor;
    }
  }
}
