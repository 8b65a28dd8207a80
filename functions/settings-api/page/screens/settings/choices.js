// What an admin chooses on this screen in the shape the controls work on, and its way from and to the API's document.
//
//   { paused, pension, match, excludes, filters: [{ attribute, operator, values }], payslips, folder, mapping }
//
// `mapping` holds every Pento field: an attribute's key, or null for *Do not map*. A filter that was only begun has null
// for its attribute, or no values yet.

import { takes } from './operators.js';

export function fromDocument(document, fieldKeys) {
  return {
    paused: document.paused,
    pension: document.include_holiday_pay_in_pension,
    match: document.match.attribute,
    excludes: document.exclusions.enabled,
    filters: document.exclusions.filters.map(({ attribute, operator, values }) => ({ attribute, operator, values: [...values] })),
    payslips: document.payslips.enabled,
    folder: document.payslips.folder_id ?? null,
    mapping: Object.fromEntries(fieldKeys.map((key) => [key, document.mapping[key]?.attribute ?? null])),
  };
}

export function toDocument(choices) {
  const mapped = Object.entries(choices.mapping).filter(([, attribute]) => attribute !== null);
  return {
    paused: choices.paused,
    include_holiday_pay_in_pension: choices.pension,
    match: { attribute: choices.match },
    exclusions: {
      enabled: choices.excludes,
      filters: choices.filters.map(({ attribute, operator, values }) => ({
        attribute,
        operator,
        values: takes(operator) === 'none' ? [] : values,
      })),
    },
    payslips: { enabled: choices.payslips, folder_id: choices.folder },
    mapping: Object.fromEntries(mapped.map(([field, attribute]) => [field, { attribute }])),
  };
}

// Whether a filter says something already.
export const isWhole = ({ attribute, operator, values }) => attribute !== null
  && (takes(operator) === 'none' || (values.length > 0 && values.every((value) => value.trim() !== '')));
