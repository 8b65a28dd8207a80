// *Sync all*: asks for a run of everybody, and leads to it.

import * as api from '../../api.js';
import { refusal } from '../../session.js';
import { banner, problemBanner, say } from '../../ui/banner.js';
import { busy, button, linkButton } from '../../ui/button.js';
import { toast } from '../../ui/toast.js';

// `waiting()` answers the id of a run that waits already, or null: asking again answers that one.
export function syncAllButton({ view, region, hindrance, waiting }) {
  const element = button('Sync all', {
    kind: 'primary',
    icon: 'sync',
    disabled: refusal('sync') ?? hindrance ?? false,
    onClick: start,
  });
  async function start() {
    const before = waiting();
    try {
      const { run_id: id } = await busy(element, 'Asking for a sync …', api.startRun({ signal: view.signal }));
      toast(id === before ? 'A sync was waiting already. Here it is.' : 'Sync started', { kind: id === before ? 'info' : 'good' });
      view.go(`/history/${encodeURIComponent(id)}`);
    } catch (error) {
      if (error.name !== 'AbortError') say(region, refused(error));
    }
  }
  return element;
}

function refused(problem) {
  if (problem.code === 'not_connected') {
    return banner({
      kind: 'warn',
      title: 'Personio is not connected any more',
      body: 'Somebody disconnected it meanwhile. Connect it again, then sync.',
      actions: [linkButton('Open integrations', '#/integrations')],
    });
  }
  if (problem.code === 'awaiting_settings') {
    return problemBanner(problem, [linkButton('Open settings', '#/settings')]);
  }
  return problemBanner(problem);
}
