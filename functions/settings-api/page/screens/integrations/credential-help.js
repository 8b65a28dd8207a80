// How an admin makes the credential in Personio, step by step.

import { h } from '../../dom.js';

const wanted = (rows) => h('dl', { class: 'help-grid' }, rows.flatMap(([what, value]) => [h('dt', what), h('dd', value)]));

export function credentialHelp() {
  return h('ol', { class: 'steps help-steps' },
    h('li', 'In Personio, open ', h('strong', 'Settings'), ' › ', h('strong', 'Integrations'), ' › ',
      h('strong', 'API credentials'), ', and choose ', h('strong', 'Generate new credentials'), '.'),
    h('li', 'Fill in:', wanted([
      ['Name', 'Pento'],
      ['Integration', 'Other'],
      ['Employees', 'Read'],
      ['Documents', 'Read and Write'],
      ['Readable employee attributes', 'Select All'],
    ])),
    h('li', 'Save, and copy ', h('strong', 'Client ID'), ' and ', h('strong', 'Client Secret'),
      ' into the fields here. Personio shows the secret once only.'));
}
