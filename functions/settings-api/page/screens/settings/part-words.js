// The parts of the settings and their values in words, for the lists of what was changed.

import { fieldLabel } from '../../words.js';
import { filterWords } from './filter-words.js';
import { isWhole } from './choices.js';
import { mappedField } from './parts.js';

const NAMES = {
  paused: 'Pause syncing',
  pension: 'Include holiday pay in pension calculations',
  match: 'Employee ID',
  excludes: 'Exclude employees',
  filters: 'Exclusion filters',
  payslips: 'Send payslips',
};

export const partName = (id) => (mappedField(id) === null ? NAMES[id] : fieldLabel(mappedField(id)));

export function partValue(id, value, { catalogue, folders }) {
  if (mappedField(id) !== null) return value === null ? 'Do not map' : catalogue.label(value);
  if (id === 'match') return catalogue.label(value);
  if (id === 'filters') {
    const words = value.filter(isWhole).map((filter) => filterWords(filter, catalogue));
    return words.length === 0 ? 'None' : words.join('; ');
  }
  if (id === 'payslips') {
    const name = folders.items.find((folder) => folder.id === value.folder)?.name ?? value.folder;
    if (!value.payslips) return 'Off';
    return name === null ? 'On' : `On, into “${name}”`;
  }
  return value ? 'On' : 'Off';
}
