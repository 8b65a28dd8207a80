// Exclusion filters as a person would say them.

import { day, number } from '../../format.js';
import { label, OPERATORS } from '../../words.js';
import { isWhole } from './choices.js';
import { takes, valueKind } from './operators.js';

const EITHER = new Intl.ListFormat('en-GB', { type: 'disjunction' });

function said(value, kind) {
  if (kind === 'date') return day(value);
  const exact = Number(value);
  return kind === 'number' && Number.isSafeInteger(exact) ? number(exact) : value;
}

// "Country is not United Kingdom", "Department is Sales or Finance"
export function filterWords(filter, catalogue) {
  const attribute = catalogue.attribute(filter.attribute);
  const name = label(OPERATORS, filter.operator);
  if (takes(filter.operator) === 'none') return `${attribute.label} ${name}`;
  const kind = valueKind(attribute, filter.operator);
  return `${attribute.label} ${name} ${EITHER.format(filter.values.map((value) => said(value, kind)))}`;
}

// What all of them together do.
export function exclusionSentence({ excludes, filters }, catalogue) {
  const whole = filters.filter(isWhole);
  if (whole.length === 0) return 'Nobody is excluded: everybody in Personio comes into Pento.';
  const words = whole.map((filter) => filterWords(filter, catalogue));
  const all = `whoever’s ${words.join(', or whose ')}.`;
  return excludes ? `Excluded is ${all}` : `Nobody is excluded: the filters are switched off. Switched on, they exclude ${all}`;
}

// Empty is no value at all, so "is not UK" takes out people without a country too: that surprises people.
export function emptinessNote({ filters }, catalogue) {
  const negative = filters.filter((filter) => isWhole(filter) && ['is_not', 'is_not_one_of'].includes(filter.operator));
  const labels = [...new Set(negative.map((filter) => catalogue.label(filter.attribute)))];
  return labels.length === 0 ? null : `People whose ${EITHER.format(labels)} is empty are excluded too.`;
}
