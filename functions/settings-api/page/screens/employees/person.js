// An employee as people speak of one: the name, and what is wrong with them, in the order in which it matters.

import { BLOCKERS, PROBLEMS, fieldLabel, label } from '../../words.js';

export const addressOf = (id) => `#/employees/${encodeURIComponent(id)}`;

// The name where there is one. The Employee ID is no name, but better than nothing.
export function nameOf({ employee_id: id, fields }) {
  const name = [fields.first_name, fields.last_name].filter(Boolean).join(' ');
  return name || fields.preferred_name || id;
}

// What stands in the way first, then values that could not be used, then what should be looked at.
// [{kind: 'blocker' | 'error' | 'warning', field, text, problem | blocker}]
export function issuesOf({ blockers, problems }) {
  const blocked = new Set(blockers.map(({ field }) => field));
  const others = problems.filter(({ field, severity }) => severity !== 'error' || !blocked.has(field));
  const rank = ({ severity }) => (severity === 'error' ? 0 : 1);
  return [
    ...blockers.map((blocker) => ({
      kind: 'blocker',
      field: blocker.field,
      text: `${fieldLabel(blocker.field)}: ${label(BLOCKERS, blocker.code).toLowerCase()}`,
      blocker,
    })),
    ...[...others].sort((a, b) => rank(a) - rank(b)).map((problem) => ({
      kind: problem.severity,
      field: problem.field,
      text: problem.severity === 'error' ? `${fieldLabel(problem.field)}: not used` : label(PROBLEMS, problem.code),
      problem,
    })),
  ];
}
