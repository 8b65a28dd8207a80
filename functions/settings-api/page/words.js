// Plain words for what the API says in codes: states, outcomes, reasons. Sentences with details come from the API itself
// (`detail`, `hint`); these are their short names, for badges, filters and headings.
//
//   label(OUTCOMES, 'created')  -> 'Created'           an unknown code becomes readable words
//   tone(OUTCOMES, 'failed')    -> 'bad'               for badge()

export { fieldLabel, FIELDS } from './words-fields.js';
export { PROBLEMS, REFUSALS, INPUT_ERRORS } from './words-problems.js';

// A code of tomorrow has no entry; its own words are better than nothing.
const readable = (code) => {
  const words = String(code).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
const entry = (table, code) => (Object.hasOwn(table, code) ? table[code] : readable(code));

export function label(table, code) {
  const found = entry(table, code);
  return typeof found === 'string' ? found : found[0];
}

// 'good', 'bad', 'warn', 'info', 'busy' or 'plain'.
export function tone(table, code) {
  const found = entry(table, code);
  return typeof found === 'string' ? 'plain' : found[1];
}

// The explanation of a code that has one, else null.
export function explain(table, code) {
  const found = entry(table, code);
  return typeof found === 'string' ? null : found[2] ?? null;
}

// -- The link to Personio ---------------------------------------------------------------------------------------------
export const CONNECTION = {
  disconnected: ['Not connected', 'plain'],
  awaiting_settings: ['Waiting for settings', 'warn'],
  active: ['Active', 'good'],
  broken: ['Needs attention', 'bad'],
};
export const CONNECTION_REASONS = {
  credentials_rejected: 'Personio refuses the credentials',
  credentials_missing: 'The credentials are missing',
};
export const PERMISSION = {
  granted: ['Granted', 'good'],
  missing: ['Missing', 'bad'],
  unknown: ['Not checked yet', 'plain'],
};

// -- Employees --------------------------------------------------------------------------------------------------------
export const STATUS = {
  ready: ['Ready', 'good', 'Everything payroll needs is there.'],
  pending: ['Pending', 'warn', 'Something payroll needs is missing or not valid.'],
  terminated: ['Terminated', 'plain', 'The termination date has passed.'],
};
export const BLOCKERS = {
  missing: ['Missing', 'warn'],
  invalid: ['Not valid', 'bad'],
  not_mapped: ['Not mapped', 'warn'],
  not_readable: ['Not readable', 'warn'],
};
export const SYNC_STATE = {
  ok: ['In step with Personio', 'good'],
  excluded: ['Excluded', 'plain'],
  skipped: ['Skipped', 'warn'],
  failed: ['Failed', 'bad'],
  not_in_personio: ['No longer in Personio', 'warn'],
  never: ['Never synced', 'plain'],
};
export const SEVERITY = { error: ['Not used', 'bad'], warning: ['Please check', 'warn'] };

// -- Runs -------------------------------------------------------------------------------------------------------------
export const TRIGGER = {
  settings: 'Settings saved',
  hourly: 'Every hour',
  manual: 'Sync all',
  single: 'Sync now',
};
export const RUN_OUTCOME = {
  queued: ['Waiting', 'info'],
  running: ['Running', 'busy'],
  succeeded: ['Completed', 'good'],
  incomplete: ['Incomplete', 'warn'],
  held: ['Held for approval', 'warn'],
  skipped: ['Skipped', 'plain'],
  failed: ['Failed', 'bad'],
};
export const RUN_REASONS = {
  paused: 'Syncing is paused',
  settings_changed: 'Newer settings were saved',
  not_connected: 'Personio is not connected',
  awaiting_settings: 'No settings were saved yet',
  held: 'Waits for an admin’s approval',
  match_attribute_not_readable: 'The Employee ID’s attribute is not readable',
  credentials_rejected: 'Personio refuses the credentials',
  permission_missing: 'A permission is missing in Personio',
  personio_unavailable: 'Personio gave no usable answer',
  personio_rate_limited: 'Personio asked to slow down',
  personio_refused: 'Personio refused the request',
  roster_incomplete: 'Not everybody could be read',
  interrupted: 'Interrupted',
};
export const OUTCOMES = {
  created: ['Created', 'good'],
  updated: ['Updated', 'info'],
  unchanged: ['Unchanged', 'plain'],
  excluded: ['Excluded', 'plain'],
  skipped: ['Skipped', 'warn'],
  failed: ['Failed', 'bad'],
  not_in_personio: ['No longer in Personio', 'warn'],
};
export const COUNTS = {
  read: 'Read from Personio',
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Unchanged',
  excluded: 'Excluded',
  skipped: 'Skipped',
  failed: 'Failed',
  blanked: 'Values blanked',
  problems: 'Problems found',
};
export const REASONS = {
  excluded: 'Excluded by a filter',
  filter_attribute_not_readable: 'A filter’s attribute is not readable',
  terminated_in_previous_tax_year: 'Left in an earlier tax year',
  employee_id_missing: 'No Employee ID in Personio',
  employee_id_invalid: 'The Employee ID is not valid',
  employee_id_duplicate: 'Employee ID used more than once',
  match_attribute_not_readable: 'The Employee ID’s attribute is not readable',
  employee_id_changed: 'The Employee ID has changed',
  employee_id_reused: 'The Employee ID was somebody else’s',
  identity_conflict: 'Seems to be another person',
  not_in_personio: 'No longer in Personio',
  write_conflict: 'Changed by somebody else meanwhile',
  personio_unavailable: 'Personio gave no usable answer',
};
export const HELD_EFFECTS = {
  blank: 'Values would be blanked',
  change_bank_details: 'Bank details would change',
};

// -- Filters ----------------------------------------------------------------------------------------------------------
export const OPERATORS = {
  is: 'is',
  is_not: 'is not',
  is_one_of: 'is one of',
  is_not_one_of: 'is not one of',
  contains: 'contains',
  is_empty: 'is empty',
  is_not_empty: 'is not empty',
  before: 'is before',
  after: 'is after',
  on: 'is on',
  less_than: 'is less than',
  greater_than: 'is greater than',
};
export const ATTRIBUTE_TYPES = {
  standard: 'Text',
  multiline: 'Long text',
  link: 'Link',
  list: 'List',
  tags: 'Tags',
  date: 'Date',
  integer: 'Whole number',
  decimal: 'Number',
  other: 'Other',
};

// -- Payslips ---------------------------------------------------------------------------------------------------------
export const PAYSLIP_STATE = {
  pending: ['Waiting', 'info'],
  uploading: ['Sending', 'busy'],
  uploaded: ['Uploaded', 'good'],
  skipped: ['Skipped', 'plain'],
  failed: ['Failed', 'bad'],
  uncertain: ['Being checked', 'busy'],
  needs_check: ['Needs a check', 'warn'],
};
export const PAYSLIP_REASONS = {
  payslips_disabled: 'Sending payslips is switched off',
  not_in_personio: 'Not linked to anybody in Personio',
  no_folder: 'No payslip folder is chosen',
  permission_missing: 'A permission is missing in Personio',
  credentials_rejected: 'Personio refuses the credentials',
  object_key_refused: 'The file belongs to somebody else',
  file_missing: 'The file is missing',
  not_a_pdf: 'The file is no PDF',
  too_large: 'The file is too large',
  entries_contradict: 'Two files for one person',
  personio_refused: 'Personio refuses the document',
  answer_unclear: 'Personio’s answer was unclear',
  not_found_in_list: 'Not found in Personio',
  list_not_readable: 'Personio’s documents can’t be read',
  filed_wrongly: 'Filed wrongly',
  stopped: 'Stopped',
};
