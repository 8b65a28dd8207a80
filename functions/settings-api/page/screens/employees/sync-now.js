// *Sync now*: asks the API, reads the employee anew, and puts the outcome in words.
//
//   const { message, after } = await syncNow(employee, { signal, again, link });    message: a banner; after: or null

import * as api from '../../api.js';
import { announce } from '../../ui/live.js';
import { syncFailure, syncResult } from './sync-result.js';

export async function syncNow(employee, { signal, again, onDismiss, link = false }) {
  announce(`Syncing ${employee.employee_id} …`);
  try {
    const result = await api.syncEmployee(employee.employee_id, { signal });
    const after = await readAgain(employee.employee_id, { signal });
    const message = syncResult(result, { before: employee, after: after?.data ?? employee, link, onDismiss });
    return { message, after, result };
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    return { message: syncFailure(error, { again, onDismiss }), after: null };
  }
}

// The sync is done whether or not this works.
export async function readAgain(id, { signal }) {
  try {
    return await api.employee(id, { signal });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    return null;
  }
}
