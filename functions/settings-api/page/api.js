// The HTTP API, call by call: what a frontend needs to know of /v1. Every call takes a last argument `{ signal }`, and
// throws a Problem when it was not done (an AbortError when the signal said so).
//
//   const page = await api.employees({ status: 'pending', limit: 50 }, { signal: view.signal });
//   const { data, etag } = await api.settings();           // documents with a version
//   const saved = await api.saveSettings(data, etag);      // 412: somebody else was faster

import { Problem, refused, unanswered } from './problem.js';
import * as session from './session.js';

export { Problem };

const PERSONIO = '/v1/integrations/personio';
const of = (id) => encodeURIComponent(id);
const employeeAt = (id) => `/v1/employees/${of(id)}`;
const runAt = (id) => `${PERSONIO}/runs/${of(id)}`;

let onSessionEnd = () => {};
// Who is told when the token is not taken any more.
export const whenSessionEnds = (listener) => { onSessionEnd = listener; };

// One call. Answers {data, etag, status}.
async function call(method, path, { query, body, etag, signal } = {}) {
  const asked = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const address = asked.length > 0 ? `${path}?${new URLSearchParams(asked)}` : path;
  let answer = await send(method, address, { body, etag, signal });
  // A token lasts a while; on a developer's machine a new one can be had.
  if (answer.status === 401 && (await session.renew())) answer = await send(method, address, { body, etag, signal });
  if (answer.status === 401) {
    session.end();
    onSessionEnd();
  }
  if (!answer.ok) throw await refused(answer);
  try {
    const data = answer.status === 204 ? null : await answer.json();
    return { data, etag: answer.headers.get('etag'), status: answer.status };
  } catch (error) {
    throw translated(error);
  }
}

async function send(method, address, { body, etag, signal }) {
  const headers = { authorization: `Bearer ${session.bearer()}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (etag) headers['if-match'] = etag;
  const sent = body === undefined ? undefined : JSON.stringify(body);
  try {
    return await fetch(address, { method, headers, body: sent, signal, cache: 'no-store' });
  } catch (error) {
    throw translated(error);
  }
}

const translated = (error) => (error.name === 'AbortError' ? error : unanswered());
const data = async (answer) => (await answer).data;

// Connection. Least scope: read; connect, disconnect and check: admin.
export const connection = (options) => data(call('GET', `${PERSONIO}/connection`, options));
export const connect = (clientId, clientSecret, options) => data(call('PUT', `${PERSONIO}/connection`, {
  ...options,
  body: { client_id: clientId, client_secret: clientSecret },
}));
export const disconnect = (options) => data(call('DELETE', `${PERSONIO}/connection`, options));
export const checkConnection = (options) => data(call('POST', `${PERSONIO}/connection/check`, options));

// What can be mapped, and to what. Lists that fit one page: {items, next_cursor: null}.
export const attributes = ({ refresh } = {}, options) => data(call('GET', `${PERSONIO}/attributes`, {
  ...options,
  query: { refresh: refresh ? 'true' : null },
}));
export const folders = (options) => data(call('GET', `${PERSONIO}/folders`, options));
export const pentoFields = (options) => data(call('GET', '/v1/pento-fields', options));

// Settings. Save: admin. Preview: sync. `settings` and `saveSettings` answer {data, etag}.
export const settings = (options) => call('GET', `${PERSONIO}/settings`, options);
export const saveSettings = (document, etag, options) => call('PUT', `${PERSONIO}/settings`, {
  ...options,
  body: document,
  etag,
});
export const preview = (document, { limit, cursor } = {}, options) => data(call('POST', `${PERSONIO}/preview`, {
  ...options,
  query: { limit, cursor },
  body: document,
}));

// Runs. Start: sync. Approve and reject: admin.
export const startRun = (options) => data(call('POST', `${PERSONIO}/runs`, options));
export const runs = ({ limit, cursor } = {}, options) => data(call('GET', `${PERSONIO}/runs`, {
  ...options,
  query: { limit, cursor },
}));
export const run = (id, options) => data(call('GET', runAt(id), options));
export const outcomes = (id, { outcome, limit, cursor } = {}, options) => data(call('GET', `${runAt(id)}/outcomes`, {
  ...options,
  query: { outcome, limit, cursor },
}));
export const approveRun = (id, options) => data(call('POST', `${runAt(id)}/approve`, options));
export const rejectRun = (id, options) => data(call('POST', `${runAt(id)}/reject`, options));

// Employees. Sync now: sync. Add and edit: admin. `employee` and `editEmployee` answer {data, etag}.
export const employees = ({ status, q, limit, cursor } = {}, options) => data(call('GET', '/v1/employees', {
  ...options,
  query: { status, q, limit, cursor },
}));
export const employee = (id, options) => call('GET', employeeAt(id), options);
export const addEmployee = (document, options) => call('POST', '/v1/employees', { ...options, body: document });
export const editEmployee = (id, changes, etag, options) => call('PATCH', employeeAt(id), {
  ...options,
  body: changes,
  etag,
});
export const syncEmployee = (id, options) => data(call('POST', `${employeeAt(id)}/sync`, options));
export const syncPerson = (personioId, options) => data(
  call('POST', `${PERSONIO}/employees/${of(personioId)}/sync`, options),
);
export const changes = (id, { limit, cursor } = {}, options) => data(call('GET', `${employeeAt(id)}/changes`, {
  ...options,
  query: { limit, cursor },
}));

// Payslips. Retry: sync.
export const payrolls = (options) => data(call('GET', '/v1/payrolls', options));
export const payslips = (payrollId, { limit, cursor } = {}, options) => data(
  call('GET', `/v1/payrolls/${of(payrollId)}/payslips`, { ...options, query: { limit, cursor } }),
);
export const retryPayslips = (payrollId, options) => data(
  call('POST', `/v1/payrolls/${of(payrollId)}/payslips/retry`, options),
);
