// What an attribute of a type can be asked, and what it is asked with (rule X2).

const FOR_ALL = ['is', 'is_not', 'is_one_of', 'is_not_one_of', 'contains', 'is_empty', 'is_not_empty'];
const FOR_DATES = ['before', 'after', 'on'];
const FOR_NUMBERS = ['less_than', 'greater_than'];

const isNumeric = (type) => type === 'integer' || type === 'decimal';
// Says nothing about its values, so everything may be asked.
const isOpen = (type) => type === 'standard' || type === 'other';

export const operatorsFor = (type) => [
  ...FOR_ALL,
  ...(isOpen(type) || type === 'date' ? FOR_DATES : []),
  ...(isOpen(type) || isNumeric(type) ? FOR_NUMBERS : []),
];

// 'none', 'one' or 'some' values.
export function takes(operator) {
  if (operator === 'is_empty' || operator === 'is_not_empty') return 'none';
  return operator === 'is_one_of' || operator === 'is_not_one_of' || operator === 'contains' ? 'some' : 'one';
}

// What its values are: 'date', 'number', 'option' or 'text'.
export function valueKind({ type, options }, operator) {
  if (FOR_DATES.includes(operator)) return 'date';
  if (FOR_NUMBERS.includes(operator)) return 'number';
  // A part of a date or number is a text.
  if (operator === 'contains') return 'text';
  if (type === 'date') return 'date';
  if (isNumeric(type)) return 'number';
  return options.length > 0 ? 'option' : 'text';
}
