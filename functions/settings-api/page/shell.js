// What stands around every screen: the bar on top with name, navigation and theme, and on a developer's machine a switch
// for tenant and scope.

import { h, fill } from './dom.js';
import * as connection from './connection.js';
import * as session from './session.js';
import { button } from './ui/button.js';
import { icon } from './ui/icon.js';
import { menu } from './ui/menu.js';
import { themeMenu } from './ui/theme.js';

const LINKS = [
  { nav: 'integrations', label: 'Integrations', icon: 'link' },
  { nav: 'settings', label: 'Settings', icon: 'settings', onlyConnected: true },
  { nav: 'employees', label: 'Employees', icon: 'people' },
  { nav: 'history', label: 'Sync history', icon: 'history' },
  { nav: 'payslips', label: 'Payslips', icon: 'payslip' },
];

let drawn = [];
let toggle = null;

export function drawShell(bar) {
  drawn = LINKS.map((link) => ({
    ...link,
    element: h('a', { href: `#/${link.nav}`, class: 'nav-link' }, icon(link.icon), link.label),
  }));
  const nav = h('nav', { class: 'nav', id: 'nav', 'aria-label': 'Main' }, h('ul', drawn.map(({ element }) => h('li', element))));
  toggle = button('Menu', {
    kind: 'quiet',
    icon: 'menu',
    iconOnly: true,
    'aria-expanded': false,
    'aria-controls': 'nav',
    onClick: () => openNav(toggle.getAttribute('aria-expanded') !== 'true'),
  });
  bar.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || toggle.getAttribute('aria-expanded') !== 'true') return;
    openNav(false);
    toggle.focus();
  });
  fill(bar, h('div', { class: 'top-bar-inner' },
    h('a', { class: 'brand', href: '#/integrations' }, mark(), h('span', 'Pento')),
    nav,
    h('div', { class: 'top-bar-tools' }, session.isOnThisMachine() && localMenu(), themeMenu(), h('span', { class: 'nav-toggle' }, toggle))));
  connection.watch(() => {
    for (const { element, onlyConnected } of drawn) element.parentElement.hidden = onlyConnected && !connection.isConnected();
  });
  for (const { element, onlyConnected } of drawn) element.parentElement.hidden = Boolean(onlyConnected);
}

function openNav(isOpen) {
  toggle.setAttribute('aria-expanded', String(isOpen));
  document.getElementById('top-bar').classList.toggle('nav-open', isOpen);
}

// Marks where we are.
export function markCurrent(current) {
  openNav(false);
  for (const { element, nav } of drawn) {
    if (nav === current) element.setAttribute('aria-current', 'page');
    else element.removeAttribute('aria-current');
  }
}

const mark = () => h('span', { class: 'brand-mark', 'aria-hidden': true }, 'P');

// A developer looks as other tenants and with less scope; nobody else ever sees this.
function localMenu() {
  const { tenant, scope } = session.localView();
  const views = [
    ['demo', 'personio:admin', 'Demo company, admin'],
    ['demo', 'personio:sync', 'Demo company, may sync'],
    ['demo', 'personio:read', 'Demo company, may look'],
    ['fresh', 'personio:admin', 'New customer, admin'],
    ['fresh', 'personio:read', 'New customer, may look'],
  ];
  return menu({
    label: `Look as: ${tenant}, ${scope}`,
    text: tenant,
    icon: 'people',
    items: [
      ...views.map(([ofTenant, ofScope, label]) => ({
        label,
        checked: tenant === ofTenant && scope === ofScope,
        onSelect: () => session.switchLocalView({ tenant: ofTenant, scope: ofScope }),
      })),
      { label: 'Personio (simulated)', icon: 'external', onSelect: () => open('/dev/personio', '_blank', 'noopener') },
    ],
  });
}
