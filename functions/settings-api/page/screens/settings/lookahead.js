// What the settings as they stand would do, asked again a moment after they changed. The screen takes from it whom the
// filters exclude, what an attribute's values look like, and what is wrong with them. A question that was overtaken by
// the next one is given up, and nobody hears of its answer.
//
//   const ahead = new Lookahead({ draft, catalogue, signal });
//   ahead.watch(() => ...);      ahead.state: { status, answer, problem }
//
// `status`: idle (nothing to ask), waiting, asking, done, failed, refused (not for this caller), unfinished (a filter was
// only begun). `answer` is the last one, with `isCurrent` telling whether it is about the settings as they stand.

import * as api from '../../api.js';
import { refusal } from '../../session.js';
import { isWhole, toDocument } from './choices.js';

// Long enough to type a word on, short enough to feel answered.
const SETTLE = 700;
// Enough people to find a value of most fields among them.
const SAMPLES = 60;

export class Lookahead {
  #watchers = new Set();
  #timer = null;
  #asking = null;
  #asked = null;

  constructor({ draft, catalogue, signal }) {
    Object.assign(this, { draft, catalogue, signal });
    this.state = { status: 'idle', answer: null, problem: null, isCurrent: false };
    signal.addEventListener('abort', () => { clearTimeout(this.#timer); this.#asking?.abort(); });
  }

  watch(watcher) {
    this.#watchers.add(watcher);
  }

  forget() {
    this.#watchers.clear();
  }

  // The settings, with what is suggested for the fields that are not mapped: their samples help to decide. What happens
  // to nobody (pause, pension, payslips) is left out, so that it asks nothing anew.
  get #question() {
    const choices = structuredClone(this.draft.choices);
    for (const { key, suggestion } of this.catalogue.open(choices.mapping)) choices.mapping[key] = suggestion.attribute;
    choices.filters = choices.excludes ? choices.filters : [];
    return { ...toDocument(choices), paused: false, include_holiday_pay_in_pension: false, payslips: { enabled: false, folder_id: null } };
  }

  // The settings changed, or may have.
  ask({ again = false } = {}) {
    if (refusal('sync')) { this.#say({ status: 'refused', isCurrent: false }); return; }
    const { excludes, filters } = this.draft.choices;
    if (excludes && !filters.every(isWhole)) {
      this.#stop();
      this.#say({ status: 'unfinished', isCurrent: false });
      return;
    }
    const question = this.#question;
    const key = JSON.stringify(question);
    if (key === this.#asked && !again) return;
    this.#stop();
    this.#asked = key;
    this.#say({ status: 'waiting', isCurrent: false });
    this.#timer = setTimeout(() => this.#send(question), again || !this.state.answer ? 0 : SETTLE);
  }

  async #send(question) {
    const mine = new AbortController();
    this.#asking = mine;
    this.#say({ status: 'asking' });
    try {
      const answer = await api.preview(question, { limit: SAMPLES }, { signal: mine.signal });
      if (mine.signal.aborted) return;
      this.#say({ status: 'done', answer, problem: null, isCurrent: true, mapping: question.mapping });
    } catch (problem) {
      if (mine.signal.aborted || problem.name === 'AbortError') return;
      this.#asked = null;
      this.#say({ status: 'failed', problem, isCurrent: false });
    }
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asked = null;
  }

  #say(state) {
    this.state = { ...this.state, ...state };
    for (const watcher of this.#watchers) watcher();
  }
}
