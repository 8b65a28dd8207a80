// Who looks at the pages: the token, and what it allows.
//
// Pento opens the pages at `/app/#access_token=...`, with `&to=/settings` for a screen. The token is taken out of the
// address at once and lives in this module's memory alone: not in storage, not in a cookie. On a developer's machine
// `/dev/token` signs one; on AWS there is no such address, and the page asks to be opened from Pento.

const SCOPES = ['personio:read', 'personio:sync', 'personio:admin'];
const LOCAL_VIEW = 'pento.local-view';

let token = null;
let isLocal = false;
let renewing = null;

// Takes the token from the address, or asks the machine for one. Answers whether there is one.
export async function begin() {
  const handed = new URLSearchParams(location.hash.slice(1));
  if (handed.has('access_token')) {
    token = handed.get('access_token');
    const to = handed.get('to') ?? '/integrations';
    history.replaceState(null, '', `${location.pathname}#${to.startsWith('/') ? to : '/integrations'}`);
    return true;
  }
  return renew();
}

// Before the page begins anew: the token waits in the address, as Pento hands it over, for the moment until `begin`.
export function handOver() {
  if (isLocal) return;
  history.replaceState(null, '', `#${new URLSearchParams({ access_token: token, to: location.hash.slice(1) })}`);
}

// A token of this machine, if it has any. Calls at the same time share one answer.
export function renew() {
  renewing ??= ask().finally(() => { renewing = null; });
  return renewing;
}

async function ask() {
  const { tenant, scope } = localView();
  try {
    const answer = await fetch(`/dev/token?${new URLSearchParams({ tenant, scope, sub: 'local-developer' })}`);
    if (!answer.ok) return false;
    token = (await answer.text()).trim();
    isLocal = true;
    return true;
  } catch {
    return false;
  }
}

export const bearer = () => token;
export const end = () => { token = null; };
export const isOnThisMachine = () => isLocal;

// As whom a developer looks: from `/app/?tenant=fresh&scope=personio:read`, else what was chosen before in this tab.
export function localView() {
  const asked = new URLSearchParams(location.search);
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(LOCAL_VIEW) ?? '{}');
  } catch {
    // Nothing usable was kept.
  }
  return {
    tenant: asked.get('tenant') ?? kept.tenant ?? 'demo',
    scope: asked.get('scope') ?? kept.scope ?? 'personio:admin',
  };
}

// Looks as somebody else, on this machine only: the page starts anew.
export function switchLocalView(view) {
  sessionStorage.setItem(LOCAL_VIEW, JSON.stringify({ ...localView(), ...view }));
  location.assign(`${location.pathname}${location.hash}`);
  if (location.search === '') location.reload();
}

// What the token says. It is not checked here: the API does that, and the page only spares people useless buttons.
function claims() {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

// Whether the caller may do what needs this scope: 'read', 'sync' or 'admin'. Each includes the ones before.
export function may(scope) {
  const held = String(claims().scope ?? '').split(' ');
  const widest = Math.max(...held.map((name) => SCOPES.indexOf(name)));
  return widest >= SCOPES.indexOf(`personio:${scope}`);
}

// Why a button is not for this caller, or null when it is: for `title` and the text beside a disabled control.
export function refusal(scope) {
  if (may(scope)) return null;
  const who = scope === 'admin' ? 'an admin' : 'somebody who may start syncs';
  return `Only ${who} can do this. Ask your Pento administrator for access.`;
}
