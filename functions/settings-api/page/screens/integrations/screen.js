// Integrations: how the link to Personio stands, and everything that can be done about it.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import * as connection from '../../connection.js';
import { count, when } from '../../format.js';
import { refusal } from '../../session.js';
import { CONNECTION } from '../../words.js';
import { badge } from '../../ui/badge.js';
import { banner, bannerRegion, problemBanner, say } from '../../ui/banner.js';
import { busy, button, linkButton } from '../../ui/button.js';
import { card } from '../../ui/card.js';
import { confirm } from '../../ui/confirm.js';
import { heading } from '../../ui/heading.js';
import { icon } from '../../ui/icon.js';
import { skeleton } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { askForCredentials } from './connect-dialog.js';
import { lastRun } from './last-run.js';
import { permissionList } from './permissions.js';

export const title = 'Integrations';

export async function show(view) {
  const region = bannerRegion();
  const place = h('div', card({ title: 'Personio', body: skeleton({ rows: 5, text: 'Loading the connection …' }) }));
  view.root.append(
    heading({ title, lead: 'Connect the systems Pento works with. Employees come in by themselves, and payslips go out.' }),
    region, place);
  const draw = (link) => fill(place, personio(link, { view, region, draw }));
  draw(await connection.load({ signal: view.signal }));
}

function personio(link, context) {
  return card({
    class: 'integration',
    'aria-label': 'Personio',
    body: [
      h('div', { class: 'integration-head' },
        h('span', { class: 'integration-logo', 'aria-hidden': true }, 'P'),
        h('div', { class: 'integration-words' },
          h('div', { class: 'integration-name' }, h('h2', 'Personio'), badge(CONNECTION, link.status)),
          h('p', { class: 'muted' }, 'HR system · employees and payslips'),
          link.connected_at && h('p', { class: 'muted small' }, 'Connected ', when(link.connected_at))),
        h('div', { class: 'integration-main' }, mainAction(link, context))),
      ...(link.status === 'disconnected' ? [benefits(), kept(link)] : [attention(link, context), parts(link)]),
    ],
    foot: link.status === 'disconnected' ? null : footer(link, context),
  });
}

function mainAction(link, context) {
  const admin = refusal('admin');
  if (link.status === 'disconnected') {
    return button('Integrate', { kind: 'primary', icon: 'link', disabled: admin, onClick: () => connect(context, false) });
  }
  if (link.status === 'broken') {
    return button('Replace credentials', { kind: 'primary', disabled: admin, onClick: () => connect(context, true) });
  }
  const isFirst = link.status === 'awaiting_settings';
  return linkButton(isFirst ? 'Continue to settings' : 'Settings', '#/settings', {
    kind: isFirst ? 'primary' : 'secondary',
    icon: isFirst ? null : 'settings',
  });
}

const benefits = () => h('ul', { class: 'benefits' }, [
  ['people', 'New starters, changes and leavers arrive in Pento every hour.'],
  ['check', 'Before anything is imported you see what would happen to whom.'],
  ['payslip', 'Payslips are filed in each employee’s Personio documents.'],
].map(([sign, text]) => h('li', icon(sign), h('span', text))));

// Somebody who disconnected wants to know that nothing is lost.
const kept = (link) => link.last_run && h('p', { class: 'muted' },
  'Your settings and employees from before are still here. Connect again, and syncing goes on with them.');

function attention(link, context) {
  if (link.status === 'broken') {
    return banner({
      kind: 'bad',
      title: 'Syncing has stopped',
      body: `${link.reason?.detail ?? 'Personio can’t be reached.'} Pento tries again by itself, more and more seldom. Employees in Pento stay as they are.`,
    });
  }
  if (link.status === 'awaiting_settings') {
    return banner({
      kind: 'info',
      title: 'One more step',
      body: 'Choose what is imported, and from where. Nothing reaches Pento until you have saved your settings.',
    });
  }
  const isMissing = link.permissions.employees_read === 'missing';
  return isMissing && banner({
    kind: 'bad',
    title: 'Employees can’t be read',
    body: 'Personio takes the credential, but does not let it read employees. Tick “Employees: Read” for it, then check again.',
  });
}

const parts = (link) => h('div', { class: 'integration-parts' },
  h('div', { class: 'integration-part' }, h('h3', 'Last sync'), lastRun(link.last_run)),
  h('div', { class: 'integration-part' }, h('h3', 'Permissions in Personio'), permissionList(link.permissions)));

function footer(link, context) {
  const admin = refusal('admin');
  const check = button('Check again', { icon: 'sync', data: { again: 'check' }, disabled: admin, onClick: () => checkAgain(check, context) });
  return [
    check,
    link.status !== 'broken' && button('Replace credentials', { disabled: admin, onClick: () => connect(context, true) }),
    button('Disconnect', { kind: 'quiet', disabled: admin, onClick: (event) => disconnect(event.currentTarget, context) }),
    admin && h('p', { class: 'muted small' }, admin),
  ];
}

async function connect({ view, draw }, isReplacing) {
  const link = await askForCredentials({ isReplacing });
  if (!link) return;
  connection.remember(link);
  if (view.signal.aborted) return;
  toast(isReplacing ? 'Credentials replaced' : 'Personio is connected');
  // Whoever replaces a credential has settings already and came for this alone.
  if (!isReplacing || link.status !== 'active') { view.go('/settings'); return; }
  draw(link);
  focusFooter(view);
}

async function checkAgain(element, { view, region, draw }) {
  try {
    const found = await busy(element, 'Asking Personio …', api.checkConnection({ signal: view.signal }));
    connection.remember(found);
    draw(found);
    focusFooter(view);
    say(region, verdict(found));
  } catch (error) {
    if (error.name !== 'AbortError') say(region, problemBanner(error));
  }
}

// Drawing anew takes the pressed button away, and focus with it.
const focusFooter = (view) => view.root.querySelector('[data-again="check"]')?.focus();

// What a check found, in one message.
function verdict({ status, reason, permissions, unreadable }) {
  if (status === 'broken') return banner({ kind: 'bad', title: 'Personio refuses the credentials', body: reason?.detail });
  if (unreadable.length > 0) {
    return banner({
      kind: 'warn',
      title: `${count(unreadable.length, 'attribute', 'attributes')} your settings use can’t be read`,
      body: [
        h('ul', { class: 'unreadable' }, unreadable.map(({ attribute, used_by: uses }) => h('li',
          h('strong', attribute.label), ': ', uses.map(({ consequence }) => consequence).join(' ')))),
        h('p', unreadable[0].hint),
      ],
    });
  }
  if (Object.values(permissions).includes('missing')) {
    return banner({ kind: 'warn', title: 'A permission is missing', body: 'What to do stands beside it, under Permissions in Personio.' });
  }
  return banner({ kind: 'good', title: 'Everything works', body: 'Personio takes the credential, and every attribute your settings use can be read.' });
}

async function disconnect(element, { view, region, draw }) {
  const isSure = await confirm({
    title: 'Disconnect Personio?',
    body: h('div', { class: 'stack' },
      h('p', 'Syncing stops, and payslips are no longer sent. The credential is deleted from Pento; delete it in Personio too if nobody else uses it.'),
      h('p', h('strong', 'Kept:'), ' all employees as they are now, your settings, and the sync history. Connect again at any time to go on.')),
    confirmLabel: 'Disconnect',
    danger: true,
  });
  if (!isSure) return;
  try {
    await busy(element, 'Disconnecting …', api.disconnect({ signal: view.signal }));
    draw(await connection.load({ signal: view.signal }));
    say(region, banner({ kind: 'good', title: 'Personio is disconnected', body: 'Employees and settings are kept.' }));
    view.root.querySelector('h1').focus();
  } catch (error) {
    if (error.name !== 'AbortError') say(region, problemBanner(error));
  }
}
