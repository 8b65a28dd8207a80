// What the list shows: which status, which page, and what was searched for. Status and page stand in the address, for
// *Back* and a reload. The search text does not: it is somebody's name. It is kept in memory, for the way back from one
// employee.

const STATUSES = ['pending', 'ready', 'terminated'];
const HOME = '#/employees';

let kept = { address: HOME, q: '', cursors: [null] };
let opened = null;

export const address = () => kept.address;

// Somebody opens an employee: the way back leads to the list as it was.
export const leave = (employeeId) => { opened = employeeId; };

// Answers {status, q, cursors, opened}.
export function restore(view) {
  const returnsFrom = opened;
  opened = null;
  const status = STATUSES.includes(view.query.get('status')) ? view.query.get('status') : '';
  const isSame = location.hash === kept.address;
  const q = isSame && returnsFrom ? kept.q : '';
  const cursors = isSame && (q === kept.q) ? kept.cursors : fromAddress(view.query);
  return { status, q, cursors, opened: returnsFrom };
}

// The cursors of the pages between are not in the address.
function fromAddress(query) {
  const after = query.get('after');
  const page = Math.min(Math.max(Number.parseInt(query.get('page'), 10) || 2, 2), 10_000);
  return after ? [null, ...Array.from({ length: page - 2 }), after] : [null];
}

export function remember(view, { status, q, cursors }) {
  const isLater = cursors.length > 1 && q === '';
  view.keep({ status, page: isLater ? cursors.length : null, after: isLater ? cursors.at(-1) : null });
  kept = { address: location.hash, q, cursors };
}
