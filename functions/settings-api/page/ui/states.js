// What stands where data will be, is not, or could not be had.
//
//   loading('Loading employees …')                  skeleton({ rows: 5 }) for tables
//   empty({ title: 'No employees yet', body: '...', actions: [...] })
//   failed(problem, { again: view.again })          every error; says "offline" when that is why

import { h } from '../dom.js';
import { label, REFUSALS } from '../words.js';
import { button } from './button.js';
import { icon } from './icon.js';

export function loading(text) {
  return h('div', { class: 'state state-loading', role: 'status' },
    h('span', { class: 'spinner', 'aria-hidden': true }), h('p', text));
}

export function skeleton({ rows = 4, text = 'Loading …' } = {}) {
  const bars = Array.from({ length: rows }, () => h('div', { class: 'skeleton-bar' }));
  return h('div', { class: 'skeleton', role: 'status' },
    h('span', { class: 'visually-hidden' }, text), h('div', { 'aria-hidden': true }, bars));
}

export function empty({ title, body, actions = [], sign = 'info', heading = 2 }) {
  return h('div', { class: 'state state-empty' },
    h('span', { class: 'state-sign' }, icon(sign)),
    h(`h${heading}`, { class: 'state-title' }, title),
    body && h('p', { class: 'state-body' }, body),
    actions.length > 0 && h('div', { class: 'state-actions' }, actions));
}

// `heading`: 1 where it takes the whole screen's place.
export function failed(problem, { again, heading = 2 } = {}) {
  const isKnown = typeof problem.code === 'string';
  // A mistake of these pages, not of a person or the network: without this line nobody would ever find it.
  if (!isKnown) reportError(problem);
  const title = label(REFUSALS, isKnown ? problem.code : 'internal');
  const detail = isKnown ? problem.detail : 'Open the page again; if it stays, tell support.';
  return h('div', { class: 'state state-failed', role: 'alert' },
    h('span', { class: 'state-sign' }, icon(problem.isOffline ? 'offline' : 'alert')),
    h(`h${heading}`, { class: 'state-title' }, title),
    h('p', { class: 'state-body' }, detail),
    again && h('div', { class: 'state-actions' },
      button('Try again', { kind: 'primary', icon: 'sync', onClick: () => again() })));
}
