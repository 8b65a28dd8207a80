// The fields of an employee in the groups in which people look for them. Every field of payroll stands in one of them.

// How it is decided for a leaver; no field of payroll's, and never mapped.
export const HOLIDAY_PAY = 'include_holiday_pay_in_pension';

export const GROUPS = [
  { id: 'person', title: 'Person', fields: ['title', 'first_name', 'middle_name', 'last_name', 'preferred_name', 'gender', 'date_of_birth', 'nationality', 'passport_number'] },
  { id: 'tax', title: 'Tax and National Insurance', fields: ['national_insurance_number', 'ni_category', 'tax_code', 'starter_declaration', 'student_loan_plan', 'postgraduate_loan'] },
  { id: 'bank', title: 'Bank details', fields: ['bank_sort_code', 'bank_account_number', 'bank_account_name', 'building_society_roll_number'] },
  { id: 'address', title: 'Address', fields: ['address_line_1', 'address_line_2', 'city', 'county', 'postcode', 'country'] },
  { id: 'contact', title: 'Contact', fields: ['email', 'personal_email', 'phone'] },
  { id: 'employment', title: 'Employment', fields: ['start_date', 'termination_date', HOLIDAY_PAY, 'employment_type', 'weekly_hours', 'job_title', 'department', 'cost_centre', 'office', 'workplace_postcode'] },
];

// Fields of tomorrow stand in no group yet, and must not vanish.
export function groupsOf({ fields }) {
  const known = new Set(GROUPS.flatMap((group) => group.fields));
  const others = Object.keys(fields).filter((key) => !known.has(key));
  return others.length > 0 ? [...GROUPS, { id: 'other', title: 'Other', fields: others }] : GROUPS;
}

export const groupOf = (employee, field) => groupsOf(employee).find((group) => group.fields.includes(field));

export const valueOf = (employee, field) => (field === HOLIDAY_PAY ? employee[HOLIDAY_PAY] : employee.fields[field]);
