// Looks over the shoulder of every page of a scene, and complains of what nobody announced: errors in the console, errors
// of scripts, violations of the Content-Security-Policy, requests that failed or were refused, requests to anywhere else,
// and native pop-ups.
//
//   watch.announce('PUT /v1/integrations/personio/connection', 422)    once; an announcement that is not met is a complaint
//   watch.announce(/^GET \/v1\/employees/, 'failed')                   no answer at all
//   watch.announceDialog('beforeunload')

import assert from 'node:assert/strict';

export class Watch {
  complaints = [];

  // Every address a page had, for what must never stand in one.
  addresses = [];

  #origin;

  #announced = [];

  #dialogs = [];

  constructor(origin) {
    this.#origin = origin;
  }

  announce(request, outcome) {
    this.#announced.push({ request, outcome, met: false });
  }

  announceDialog(type) {
    this.#dialogs.push(type);
  }

  async over(context) {
    // Chromium writes violations into the console too, but a script could silence that.
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`Content-Security-Policy: ${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
      });
    });
    context.on('page', (page) => this.#overPage(page));
  }

  #overPage(page) {
    page.on('console', (message) => {
      // What the server answered is judged below, with its method and status.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
      this.complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`script: ${error.stack ?? error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${this.#origin}/`)) this.complaints.push(`request to elsewhere: ${request.url()}`);
    });
    page.on('response', (answer) => {
      if (answer.status() >= 400) this.#judge(answer.request(), answer.status());
    });
    page.on('requestfailed', (request) => {
      // A screen that is left takes its own requests back. The icon of the tab is asked for by the browser, whenever it likes.
      if (request.failure().errorText === 'net::ERR_ABORTED' || request.url().endsWith('/icon.svg')) return;
      this.#judge(request, 'failed');
    });
    page.on('framenavigated', (frame) => this.addresses.push(frame.url()));
    page.on('dialog', (dialog) => {
      const at = this.#dialogs.indexOf(dialog.type());
      if (at < 0) this.complaints.push(`pop-up: ${dialog.type()} ${dialog.message()}`);
      else this.#dialogs.splice(at, 1);
      dialog.accept();
    });
  }

  #judge(request, outcome) {
    const line = `${request.method()} ${request.url().slice(this.#origin.length)}`;
    const found = this.#announced.find((one) => !one.met && one.outcome === outcome && isMeant(one.request, line));
    if (found) found.met = true;
    else this.complaints.push(`request: ${line}: ${outcome}`);
  }

  // For a story about this watch.
  forget() {
    this.complaints = [];
    this.#announced = [];
    this.#dialogs = [];
  }

  // Nothing unannounced happened, and everything announced did.
  settle() {
    const unmet = this.#announced.filter(({ met }) => !met).map(({ request, outcome }) => `announced and did not happen: ${request}: ${outcome}`);
    const dialogs = this.#dialogs.map((type) => `announced and did not happen: pop-up ${type}`);
    assert.deepEqual([...this.complaints, ...unmet, ...dialogs], []);
  }
}

const isMeant = (wanted, line) => (wanted instanceof RegExp ? wanted.test(line) : wanted === line);
