// The HTTP API, called beside the pages: to prepare a tenant quickly, and to know what a page ought to show.

import { setTimeout as pause } from 'node:timers/promises';

const PERSONIO = '/v1/integrations/personio';
const PATIENCE = 60_000;

export class Pento {
  #token = null;

  constructor(url, tenant, scope = 'personio:admin') {
    Object.assign(this, { url, tenant, scope });
  }

  async token() {
    this.#token ??= await (await fetch(`${this.url}/dev/token?tenant=${this.tenant}&scope=${this.scope}&sub=colleague`)).text();
    return this.#token;
  }

  async #call(method, path, { body, etag } = {}) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${await this.token()}`, 'content-type': 'application/json', ...(etag && { 'if-match': etag }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const data = answer.status === 204 ? null : await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${data.code} ${JSON.stringify(data.errors ?? data.detail)}`);
    return { data, etag: answer.headers.get('etag') };
  }

  async get(path) {
    return (await this.#call('GET', path)).data;
  }

  async post(path, body) {
    return (await this.#call('POST', path, { body })).data;
  }

  // Connects with the simulated Personio's own pair.
  async connect({ client_id, client_secret }) {
    await this.#call('PUT', `${PERSONIO}/connection`, { body: { client_id, client_secret } });
  }

  settings() {
    return this.get(`${PERSONIO}/settings`);
  }

  // What is suggested, all of it, and the filter of the demo; `more` over that.
  async suggested(more = {}) {
    const { items, match_suggestion: match } = await this.get('/v1/pento-fields');
    const taken = items.filter(({ suggestion }) => suggestion).map(({ key, suggestion }) => [key, { attribute: suggestion.attribute }]);
    return { ...(await this.settings()), match: { attribute: match.attribute }, mapping: Object.fromEntries(taken), ...more };
  }

  // Over the settings in force. Answers the run, once it has ended.
  async save(document) {
    const { etag } = await this.#call('GET', `${PERSONIO}/settings`);
    const { data } = await this.#call('PUT', `${PERSONIO}/settings`, { body: document, etag });
    return this.ended(data.run_id);
  }

  async change(edit) {
    const settings = await this.settings();
    edit(settings);
    return this.save(settings);
  }

  // Lets Pento learn of new attributes.
  refresh() {
    return this.get(`${PERSONIO}/attributes?refresh=true`);
  }

  preview(document) {
    return this.post(`${PERSONIO}/preview?limit=1`, document);
  }

  run(id) {
    return this.get(`${PERSONIO}/runs/${id}`);
  }

  async syncAll() {
    return this.ended((await this.post(`${PERSONIO}/runs`)).run_id);
  }

  async ended(id) {
    return until(`run ${id} has ended`, async () => {
      const run = await this.run(id);
      return run.finished_at && run;
    });
  }

  async employees(query = '') {
    return (await this.get(`/v1/employees?limit=200&${query}`)).items;
  }

  employee(id) {
    return this.get(`/v1/employees/${encodeURIComponent(id)}`);
  }

  // Somebody whom this one missing value keeps from being paid, and nothing else.
  async pendingFor(field) {
    const pending = await this.employees('status=pending');
    return pending.find(({ blockers }) => blockers.length === 1 && blockers[0].field === field && blockers[0].code === 'missing');
  }

  // An event as the payroll system sends it.
  async finalise(detail) {
    const event = { source: 'pento.payroll', 'detail-type': 'PayrollFinalised', detail: { tenant_id: this.tenant, ...detail } };
    const answer = await fetch(`${this.url}/dev/events`, { method: 'POST', body: JSON.stringify(event) });
    if (!answer.ok) throw new Error(`The event was answered with ${answer.status}.`);
  }
}

// Asks until the answer is there.
export async function until(what, ask) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer) return answer;
    await pause(100);
  }
  throw new Error(`${what}: not within ${PATIENCE} ms`);
}
