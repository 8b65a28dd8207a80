// A state in one or two words, with a sign beside the colour: badge(RUN_OUTCOME, run.outcome).

import { h } from '../dom.js';
import { explain, label, tone } from '../words.js';
import { icon } from './icon.js';

const SIGNS = { good: 'check', bad: 'cross', warn: 'alert', info: 'info', busy: 'sync', plain: 'circle' };

export const badge = (table, code) => pill(label(table, code), tone(table, code), explain(table, code));

// pill('Custom', 'plain'): for words that stand in no table.
export function pill(text, kind = 'plain', title = null) {
  return h('span', { class: `badge badge-${kind}`, title }, icon(SIGNS[kind] ?? 'circle'), text);
}
