// Personio (simulated): looks at the invented company and changes it, as somebody in the HR department would.

import { h, fill } from '/app/dom.js';
import { loading } from '/app/ui/states.js';
import * as credential from './credential.js';
import * as people from './people.js';
import { complaint } from './complaint.js';

const main = document.getElementById('main');
let shown = null;
let mayLeave = async () => true;

async function show() {
  const hash = location.hash;
  const [asked, id = null] = hash.replace(/^#\/?/, '').split('/');
  const screen = asked === 'credential' ? asked : 'people';
  for (const link of document.querySelectorAll('[data-nav]')) {
    if (link.dataset.nav === screen) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const isFirst = shown === null;
  shown = hash;
  mayLeave = async () => true;
  const root = h('div', { class: 'screen' }, loading('Loading …'));
  fill(main, root);
  const view = { root, id, again: show, guard: (ask) => { if (shown === hash) mayLeave = ask; } };
  try {
    await (screen === 'credential' ? credential : people).show(view);
  } catch (error) {
    fill(root, h('h1', 'Personio (simulated)'), complaint(error));
  }
  if (!isFirst && shown === hash) {
    const heading = root.querySelector('[data-focus]') ?? root.querySelector('h1');
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

addEventListener('hashchange', async () => {
  if (location.hash === shown) return;
  const wanted = location.hash;
  const ask = mayLeave;
  history.replaceState(null, '', shown || '#/people');
  if (!(await ask())) return;
  history.replaceState(null, '', wanted);
  scrollTo(0, 0);
  show();
});
document.querySelector('.skip-link').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
show();
