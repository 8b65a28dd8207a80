// The settings somebody is working on, beside those they began with.
//
//   draft.change((choices) => { choices.paused = true; });     tells everybody who watches
//   draft.watch(() => ...)   draft.isDirty   draft.differences
//   draft.begin(document, etag)                                saved, or somebody else's: work goes on from there

import { fromDocument, toDocument } from './choices.js';
import { differences } from './parts.js';

// The version 0 is the one before the first save.
export const isUnsaved = ({ etag }) => etag === '"0"';

export class Draft {
  #watchers = new Set();

  constructor(fieldKeys, { data, etag }) {
    this.fieldKeys = fieldKeys;
    this.begin(data, etag);
  }

  begin(document, etag) {
    this.etag = etag;
    this.base = fromDocument(document, this.fieldKeys);
    this.choices = structuredClone(this.base);
    this.#tell();
  }

  change(edit) {
    edit(this.choices);
    this.#tell();
  }

  // All choices anew, such as after a merge.
  replace(choices) {
    this.choices = structuredClone(choices);
    this.#tell();
  }

  discard() {
    this.replace(this.base);
  }

  get isFirst() {
    return isUnsaved(this);
  }

  get differences() {
    return differences(this.base, this.choices);
  }

  get isDirty() {
    return this.differences.length > 0;
  }

  get document() {
    return toDocument(this.choices);
  }

  // What this form of settings says, for a document the API answered.
  read(document) {
    return fromDocument(document, this.fieldKeys);
  }

  watch(watcher) {
    this.#watchers.add(watcher);
  }

  // Whoever was drawn anew watches anew.
  forget() {
    this.#watchers.clear();
  }

  #tell() {
    for (const watcher of this.#watchers) watcher();
  }
}
