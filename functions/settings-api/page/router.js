// Which screen is shown: hash routes, so that every screen has an address and *Back* works.
//
// A screen is a module that exports
//   title                       the words of the browser's tab, unless the screen sets others
//   show(view) -> Promise       draws into view.root; may throw a Problem, which is then shown with *Try again*
// and `view` holds
//   root                        an empty element inside <main>
//   params                      what the pattern named, e.g. {id}
//   query                       what stands behind the `?` of the hash, as URLSearchParams
//   keep(query)                 writes {name: text or null} there in its place, for *Back* and reloads: no personal data
//   signal                      aborted when the screen is left: give it to api calls, `repeat` and addEventListener
//   title(text)                 sets the browser's tab
//   guard(isDirty)              asks before leaving while isDirty() is true
//   go(hash)                    opens another screen
//   again()                     draws this screen anew
// The first <h1> of a screen takes focus when somebody came from another one.

import { h, fill } from './dom.js';
import { Problem, unanswered } from './problem.js';
import * as session from './session.js';
import { confirm } from './ui/confirm.js';
import { failed, loading } from './ui/states.js';

const PRODUCT = 'Pento';
let routes = [];
let outlet = null;
let onShow = () => {};
let shown = { hash: null, leave: new AbortController(), isDirty: () => false };

// Begins with the address as it is. `list`: [{pattern: 'employees/:id', nav: 'employees', load: () => import(...)}].
export function start(list, element, whenShown) {
  routes = list.map((route) => ({ ...route, parts: route.pattern.split('/') }));
  outlet = element;
  onShow = whenShown;
  addEventListener('hashchange', onHashChange);
  addEventListener('beforeunload', (event) => { if (shown.isDirty()) event.preventDefault(); });
  document.addEventListener('click', onLink);
  return show({ isFirst: true });
}

// Nothing more happens on the screen that is shown: it stands there no longer.
export const stop = () => { shown.leave.abort(); shown.isDirty = () => false; };

export const go = (hash) => { location.hash = hash; };

function find(hash) {
  const parts = hash.replace(/^#?\/?/, '').split('?')[0].split('/').filter((part) => part !== '');
  for (const route of routes) {
    const params = match(route.parts, parts);
    if (params) return { route, params };
  }
  return null;
}

function match(pattern, parts) {
  if (pattern.length !== parts.length) return null;
  const params = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = decoded(parts[index]);
    else if (part !== parts[index]) return null;
  }
  return params;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function show({ isFirst = false } = {}) {
  const found = find(location.hash);
  if (!found) {
    // In its place, or *Back* would lead here again and again.
    history.replaceState(null, '', `#/${routes[0].pattern}`);
    return show({ isFirst });
  }
  shown.leave.abort();
  const leave = new AbortController();
  const root = h('div', { class: 'screen' });
  const mine = { hash: location.hash, leave, isDirty: () => false };
  shown = mine;
  const view = {
    root,
    params: found.params,
    query: new URLSearchParams(mine.hash.split('?')[1] ?? ''),
    keep: (query) => { if (shown === mine) keep(mine, query); },
    signal: leave.signal,
    title: (text) => { if (shown === mine) document.title = `${text} · ${PRODUCT}`; },
    guard: (isDirty) => { mine.isDirty = isDirty; },
    go,
    again: () => { if (shown === mine) show(); },
  };
  onShow(found.route.nav);
  fill(outlet, root);
  fill(root, loading('Loading …'));
  const ready = () => { if (shown === mine && !isFirst) focusHeading(root); };
  try {
    const screen = await loaded(found.route);
    if (leave.signal.aborted) return;
    view.title(screen.title);
    fill(root);
    const drawing = screen.show(view);
    // What a screen draws before its data is there has the heading already.
    ready();
    await drawing;
    if (!root.contains(document.activeElement)) ready();
  } catch (error) {
    if (leave.signal.aborted || error.name === 'AbortError') return;
    fill(root, failed(error, { again: error instanceof Missing ? () => beginAnew(view) : view.again, heading: 1 }));
    ready();
  }
}

// The files of a screen come when it is opened for the first time, and the network may be gone by then.
class Missing extends Problem {}

async function loaded(route) {
  try {
    return await route.load();
  } catch (error) {
    throw error instanceof TypeError ? new Missing(unanswered()) : error;
  }
}

// A browser never asks again for a script that it could not get, so the page begins anew as soon as there is an answer.
async function beginAnew(view) {
  try {
    await fetch(location.pathname, { cache: 'no-store', signal: view.signal });
  } catch {
    view.again();
    return;
  }
  session.handOver();
  location.reload();
}

// The address of the screen that is shown changes without showing it anew.
function keep(mine, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const path = mine.hash.split('?')[0];
  mine.hash = given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
  history.replaceState(null, '', mine.hash);
}

function focusHeading(root) {
  const heading = root.querySelector('h1');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

// *Back*, *Forward*, or an address typed by hand: the screen is there still, its address is not.
async function onHashChange() {
  if (location.hash === shown.hash) return;
  if (!shown.isDirty()) return show();
  const wanted = location.hash;
  history.replaceState(null, '', shown.hash);
  if (await mayLeave()) go(wanted);
}

async function onLink(event) {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const to = link.getAttribute('href');
  if (to === shown.hash) {
    event.preventDefault();
    if (!shown.isDirty() || (await mayLeave())) show();
    return;
  }
  if (!shown.isDirty()) return;
  event.preventDefault();
  if (await mayLeave()) go(to);
}

async function mayLeave() {
  const leaves = await confirm({
    title: 'Leave without saving?',
    body: 'Your changes on this screen have not been saved.',
    confirmLabel: 'Leave without saving',
    cancelLabel: 'Stay here',
    danger: true,
  });
  if (leaves) shown.isDirty = () => false;
  return leaves;
}
