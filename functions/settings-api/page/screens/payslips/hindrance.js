// Why payslips would not be sent right now, if they would not: one banner, or null.

import * as api from '../../api.js';
import * as connection from '../../connection.js';
import { banner } from '../../ui/banner.js';
import { linkButton } from '../../ui/button.js';

export async function hindrance({ signal }) {
  const [link, { data: settings }] = await Promise.all([connection.load({ signal }), api.settings({ signal })]);
  const integrations = linkButton('Open integrations', '#/integrations');
  if (link.status === 'disconnected') {
    return banner({
      kind: 'info',
      title: 'Personio is not connected',
      body: 'Payslips can’t be sent until it is.',
      actions: [integrations],
    });
  }
  if (!settings.payslips.enabled) {
    return banner({
      kind: 'info',
      title: 'Sending payslips is switched off',
      body: 'Payslips of payrolls finalised meanwhile are skipped. Switch sending on in the settings, then retry them here.',
      actions: [linkButton('Open settings', '#/settings')],
    });
  }
  if (link.status === 'broken') {
    return banner({
      kind: 'bad',
      title: 'Personio refuses the credentials',
      body: 'Payslips fail until they are replaced. Then retry them here.',
      actions: [integrations],
    });
  }
  if (link.permissions.documents_write === 'missing') {
    return banner({
      kind: 'bad',
      title: 'Payslips can’t be uploaded',
      body: 'The credential has not the permission “Documents: Write”. Tick it in Personio under Settings › Integrations › API credentials, then retry here.',
      actions: [integrations],
    });
  }
  return null;
}
