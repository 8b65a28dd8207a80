// How the link to Personio stands, for whoever shows it: the shell (is there a Settings screen yet?) and the screens.
//
//   const connection = await load({ signal });   // asks the API, and tells everybody who watches
//   watch((connection) => ...);                  // now, if known, and after every change

import * as api from './api.js';

let known = null;
const watchers = new Set();

export const current = () => known;
// There are credentials, even if Personio refuses them now.
export const isConnected = () => known !== null && known.status !== 'disconnected';

export function remember(connection) {
  known = connection;
  for (const watcher of watchers) watcher(connection);
  return connection;
}

export const load = async (options) => remember(await api.connection(options));

export function watch(watcher) {
  watchers.add(watcher);
  if (known) watcher(known);
}
