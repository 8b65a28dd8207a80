// What an attribute holds, by the example of somebody: from the look ahead where it brings something new, else from an
// employee whom Pento has, as long as the field comes from where it came from before. Never invented, and never longer
// than a glance: what identifies a person or their account shows its last two characters only.

import * as api from '../../api.js';
import { fieldValue } from '../../format.js';

const SENSITIVE = new Set([
  'date_of_birth', 'national_insurance_number', 'bank_sort_code', 'bank_account_number', 'bank_account_name',
  'building_society_roll_number', 'passport_number',
]);
const LEFT = 2;

export class Samples {
  #stored = {};

  constructor({ draft, lookahead, signal }) {
    Object.assign(this, { draft, lookahead, signal });
  }

  // Employees in Pento, a few of them so that most fields have a value.
  async load() {
    const { items } = await api.employees({ limit: 20 }, { signal: this.signal });
    for (const { fields } of items) {
      for (const [field, value] of Object.entries(fields)) this.#stored[field] ??= value;
    }
  }

  // The value a field would get from an attribute, ready to be shown; null when nobody knows one.
  of(field, attribute) {
    if (attribute === null) return null;
    const { answer, mapping } = this.lookahead.state;
    if (answer && mapping[field]?.attribute === attribute) {
      for (const { changes } of answer.actions.items) {
        const fresh = changes.find((change) => change.field === field)?.new;
        if (fresh) return shown(field, fresh);
      }
    }
    const isAsSaved = this.draft.base.mapping[field] === attribute;
    return isAsSaved && this.#stored[field] ? shown(field, this.#stored[field]) : null;
  }

  // What is wrong with the values of an attribute: [{ problem, count }].
  problemsOf(field, attribute) {
    const { answer } = this.lookahead.state;
    if (!answer || attribute === null) return [];
    return answer.problems.items.filter(({ problem }) => problem.field === field && problem.attribute.key === attribute);
  }
}

function shown(field, value) {
  if (!SENSITIVE.has(field)) return { text: fieldValue(field, value), isMasked: false };
  const letters = [...value];
  const hidden = letters.length <= LEFT ? letters.length : letters.length - LEFT;
  return { text: '•'.repeat(Math.min(hidden, 8)) + letters.slice(hidden).join(''), isMasked: true };
}
