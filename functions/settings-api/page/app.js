// Begins: token, shell, first screen.

import { h, fill } from './dom.js';
import { whenSessionEnds } from './api.js';
import * as connection from './connection.js';
import * as router from './router.js';
import * as session from './session.js';
import { drawShell, markCurrent } from './shell.js';
import { empty } from './ui/states.js';

// Screens are loaded when somebody opens them.
const ROUTES = [
  { pattern: 'integrations', nav: 'integrations', load: () => import('./screens/integrations/screen.js') },
  { pattern: 'settings', nav: 'settings', load: () => import('./screens/settings/screen.js') },
  { pattern: 'employees', nav: 'employees', load: () => import('./screens/employees/screen.js') },
  { pattern: 'employees/:id', nav: 'employees', load: () => import('./screens/employees/employee.js') },
  { pattern: 'history', nav: 'history', load: () => import('./screens/history/screen.js') },
  { pattern: 'history/:id', nav: 'history', load: () => import('./screens/history/run.js') },
  { pattern: 'payslips', nav: 'payslips', load: () => import('./screens/payslips/screen.js') },
  { pattern: 'payslips/:id', nav: 'payslips', load: () => import('./screens/payslips/payroll.js') },
];

const main = document.getElementById('main');

function ask(title, body) {
  document.title = `${title} · Pento`;
  fill(main, h('div', { class: 'screen' }, empty({ title, body, sign: 'external', heading: 1 })));
}

if (await session.begin()) {
  drawShell(document.getElementById('top-bar'));
  whenSessionEnds(() => {
    router.stop();
    ask('Your session has ended', 'Open this page again from Pento. Nothing was lost that had been saved.');
  });
  // Only the navigation waits for this; what is wrong with it, the screens tell.
  if (!location.hash.startsWith('#/integrations')) connection.load().catch(() => {});
  router.start(ROUTES, main, markCurrent);
} else {
  ask('Open this page from Pento', 'For your people’s safety it opens only from within Pento. Sign in there and choose Integrations.');
}

document.querySelector('.skip-link').addEventListener('click', (event) => {
  // The address is the screen's; following the link would change it.
  event.preventDefault();
  main.focus();
});
