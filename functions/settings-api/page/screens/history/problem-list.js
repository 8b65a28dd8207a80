// What was found wrong with a person's values: the field, what it is, and what to do.

import { h } from '../../dom.js';
import { count } from '../../format.js';
import { fieldLabel, label, PROBLEMS, SEVERITY } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { details } from '../../ui/details.js';

// As many as are shown at once; more would push the next person off the screen.
const OPENLY = 1;

export function problemList(problems) {
  if (problems.length === 0) return null;
  const sorted = [...problems].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1));
  const list = h('ul', { class: 'run-problems' }, sorted.map(problem));
  if (problems.length <= OPENLY) return list;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const words = [errors > 0 && count(errors, 'value not used', 'values not used'),
    problems.length > errors && `${problems.length - errors} to check`].filter(Boolean).join(', ');
  return details(words, list, { class: 'run-details' });
}

const problem = ({ severity, field, code, hint, attribute }) => h('li',
  h('div', { class: 'run-problem-head' }, badge(SEVERITY, severity),
    h('span', h('strong', fieldLabel(field)), h('span', { class: 'muted' }, ` · ${label(PROBLEMS, code)}`))),
  h('p', { class: 'muted small' }, hint, attribute && !hint.includes(attribute.label) && attribute.label !== fieldLabel(field)
    && ` The attribute in Personio is “${attribute.label}”.`));
