// The fields of payroll in the groups a payroll person thinks in.

const GROUPS = [
  ['Person', ['title', 'first_name', 'middle_name', 'last_name', 'preferred_name', 'gender', 'date_of_birth', 'nationality', 'passport_number']],
  ['Tax and National Insurance', ['national_insurance_number', 'ni_category', 'tax_code', 'starter_declaration', 'student_loan_plan', 'postgraduate_loan', 'workplace_postcode']],
  ['Bank details', ['bank_sort_code', 'bank_account_number', 'bank_account_name', 'building_society_roll_number']],
  ['Contact and address', ['email', 'personal_email', 'phone', 'address_line_1', 'address_line_2', 'city', 'county', 'postcode', 'country']],
  ['Employment', ['start_date', 'termination_date', 'job_title', 'department', 'cost_centre', 'office', 'employment_type', 'weekly_hours']],
];

// [{ title, fields }]; a field of tomorrow stands under *Other*.
export function grouped(fields) {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const groups = GROUPS.map(([title, keys]) => ({ title, fields: keys.map((key) => byKey.get(key)).filter(Boolean) }));
  const known = new Set(GROUPS.flatMap(([, keys]) => keys));
  const others = fields.filter(({ key }) => !known.has(key));
  return [...groups, { title: 'Other', fields: others }].filter((group) => group.fields.length > 0);
}
