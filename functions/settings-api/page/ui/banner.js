// A message in the page, about all of it or the part it stands in.
//
//   banner({ kind: 'bad', title: 'Personio refuses the credentials', body: detail, actions: [button(...)] })
//   problemBanner(problem)                     a Problem of the API, with its own words
//   say(region, banner({...}))                 puts it into a `bannerRegion()`, which reads it out
//
// `kind`: info, good, warn, bad. With `onDismiss` it can be closed.

import { h, fill } from '../dom.js';
import { label, REFUSALS } from '../words.js';
import { button } from './button.js';
import { icon } from './icon.js';

const SIGNS = { info: 'info', good: 'check', warn: 'alert', bad: 'alert' };

export function banner({ kind = 'info', title, body, actions = [], onDismiss }) {
  const element = h('div', { class: `banner banner-${kind}` },
    icon(SIGNS[kind]),
    h('div', { class: 'banner-words' },
      title && h('p', { class: 'banner-title' }, title),
      body && h('div', { class: 'banner-body' }, body)),
    actions.length > 0 && h('div', { class: 'banner-actions' }, actions),
    onDismiss && button('Dismiss', {
      kind: 'quiet',
      icon: 'close',
      iconOnly: true,
      onClick: () => { element.remove(); onDismiss(); },
    }));
  return element;
}

export function problemBanner(problem, actions = []) {
  return banner({
    kind: problem.isOffline ? 'warn' : 'bad',
    title: label(REFUSALS, problem.code ?? 'internal'),
    body: problem.detail ?? 'Try again; if it stays, tell support.',
    actions,
  });
}

// Where banners appear after somebody did something. It has to be in the page before, or it is not read out.
export const bannerRegion = () => h('div', { class: 'banner-region', role: 'status', 'aria-live': 'polite' });

export function say(region, message) {
  fill(region, message);
  region.scrollIntoView({ block: 'nearest' });
}
