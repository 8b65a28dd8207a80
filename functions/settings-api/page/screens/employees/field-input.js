// The control for one field: what is chosen from a few is a select, everything else a text. Dates too: day, month and year
// in British order whatever the browser's language is, and quicker to type than to find in a calendar.
//
//   const input = fieldInput('tax_code', { value: '1257L', source, about });   source, about: of sources.js, or null
//   input.isChanged   input.sent   what the API gets      input.rebase(fresh)   input.reset()
//
// A mapped field says that it will be overwritten, as soon as somebody changes it.

import { h, uniqueId } from '../../dom.js';
import { fieldLabel } from '../../words.js';
import { selectField, textField } from '../../ui/field.js';
import { icon } from '../../ui/icon.js';
import { HOLIDAY_PAY } from './field-groups.js';

const CHOICES = {
  title: [['Mr', 'Mr'], ['Mrs', 'Mrs'], ['Miss', 'Miss'], ['Ms', 'Ms'], ['Dr', 'Dr']],
  gender: [['M', 'Male'], ['F', 'Female']],
  starter_declaration: [['A', 'A'], ['B', 'B'], ['C', 'C']],
  student_loan_plan: [['none', 'None'], ['1', 'Plan 1'], ['2', 'Plan 2'], ['4', 'Plan 4'], ['5', 'Plan 5']],
  postgraduate_loan: [['true', 'Yes'], ['false', 'No']],
  [HOLIDAY_PAY]: [['true', 'Included'], ['false', 'Not included']],
};
const DATES = new Set(['date_of_birth', 'start_date', 'termination_date']);
const KEYBOARDS = {
  email: 'email', personal_email: 'email', phone: 'tel', weekly_hours: 'decimal',
};

export function fieldInput(key, { value, source, about }) {
  const isFlag = key === HOLIDAY_PAY;
  const asText = (given) => (DATES.has(key) ? britishDate(given) : String(given ?? ''));
  let before = asText(value);
  const warning = h('p', { class: 'edit-warning', id: uniqueId('warning'), hidden: true }, icon('sync'), h('span', source && `The next sync overwrites this with ${source.label} from Personio.`));
  const options = {
    label: fieldLabel(key),
    pointer: isFlag ? `/${key}` : `/fields/${key}`,
    hint: hintOf(key, about),
    value: before,
  };
  const made = CHOICES[key]
    ? selectField({ ...options, options: choices(key, before), onChange: () => look() })
    : textField({ ...options, inputmode: KEYBOARDS[key], maxlength: 255, onInput: () => look() });
  if (about?.required) made.element.querySelector('.field-label').append(h('span', { class: 'muted' }, ' · needed for payroll'));
  made.element.append(warning);
  const text = () => made.input.value.trim();
  const isChanged = () => text() !== before;
  const look = () => { warning.hidden = !(source?.isReadable && isChanged()); };

  return {
    ...made,
    key,
    get isChanged() { return isChanged(); },
    // As the API takes it: null is blank.
    get sent() {
      if (text() === '') return null;
      return isFlag ? text() === 'true' : text();
    },
    // Somebody else's value becomes the one to compare with; what was typed here stays, unless nothing was.
    rebase(fresh) {
      const hadChanged = isChanged();
      before = asText(fresh);
      if (!hadChanged) made.input.value = before;
      look();
    },
    reset() { made.input.value = before; look(); },
    get isOverwritten() { return Boolean(source?.isReadable); },
  };
}

function hintOf(key, about) {
  if (key === HOLIDAY_PAY) return 'Whether a leaver’s holiday pay counts for the pension. What is chosen here stays.';
  if (!about || CHOICES[key] || about.format === 'Free text.') return null;
  return DATES.has(key) ? 'Day, month and year, such as 02/09/2024.' : about.format;
}

const britishDate = (date) => (date ?? '').replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1');

function choices(key, present) {
  const known = CHOICES[key].map(([value, label]) => ({ value, label }));
  const isOther = present !== '' && !known.some(({ value }) => value === present);
  return [{ value: '', label: key === HOLIDAY_PAY ? 'Decide when a termination date arrives' : 'Blank' }, ...known, ...(isOther ? [{ value: present, label: present }] : [])];
}
