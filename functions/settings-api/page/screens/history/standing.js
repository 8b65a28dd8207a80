// What stands in the way of syncing right now, if anything: connection, settings, pause. One banner, and why *Sync all*
// would be of no use.

import * as api from '../../api.js';
import * as connection from '../../connection.js';
import { banner } from '../../ui/banner.js';
import { linkButton } from '../../ui/button.js';

// Answers {message, hindrance}; both null when all is well. `hindrance` is why nothing would come of a sync.
export async function standing({ signal }) {
  const link = await connection.load({ signal });
  if (link.status === 'disconnected') {
    return {
      message: banner({
        kind: 'info',
        title: 'Personio is not connected',
        body: 'Nothing is synced until it is. Employees in Pento stay as they are.',
        actions: [linkButton('Open integrations', '#/integrations')],
      }),
      hindrance: 'Connect Personio first, under Integrations.',
    };
  }
  if (link.status === 'awaiting_settings') {
    return {
      message: banner({
        kind: 'info',
        title: 'No settings were saved yet',
        body: 'The first sync starts as soon as you have saved them.',
        actions: [linkButton('Continue to settings', '#/settings')],
      }),
      hindrance: 'Save the settings first; that starts the first sync.',
    };
  }
  if ((await api.settings({ signal })).data.paused) {
    return {
      message: banner({
        kind: 'warn',
        title: 'Syncing is paused',
        body: 'Hourly syncs are skipped, and so is Sync all. Sync now on one employee still works, and payslips are still sent.',
        actions: [linkButton('Resume in settings', '#/settings')],
      }),
      hindrance: 'Syncing is paused. Resume it in Settings first.',
    };
  }
  if (link.status === 'broken') {
    return {
      message: banner({
        kind: 'bad',
        title: 'Personio refuses the credentials',
        body: 'Pento tries again by itself, more and more seldom. Sync all tries at once.',
        actions: [linkButton('Replace credentials', '#/integrations')],
      }),
      hindrance: null,
    };
  }
  return { message: null, hindrance: null };
}
