// Whether payslips are filed in Personio, and where.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { banner } from '../../ui/banner.js';
import { busy, button } from '../../ui/button.js';
import { selectField } from '../../ui/field.js';
import { switchField } from './switch-field.js';

// Names of folders need not be different; then the id tells them apart.
function folderOptions({ items }, current) {
  const isDouble = ({ name }) => items.filter((other) => other.name === name).length > 1;
  const offered = items.map((folder) => ({ value: folder.id, label: isDouble(folder) ? `${folder.name} (number ${folder.id})` : folder.name }));
  const isGone = current !== null && !items.some(({ id }) => id === current);
  return [
    { value: '', label: 'Choose a folder …' },
    ...(isGone ? [{ value: current, label: `Folder ${current}` }] : []),
    ...offered,
  ];
}

export function payslipsSection(context) {
  const { draft, locked, connection } = context;
  const place = h('div', { class: 'indented' });
  let folder = null;
  const enabled = switchField({
    label: 'Send payslips to Personio',
    hint: 'When a payroll is finalised, each payslip is filed in the documents of its owner. Payslips go on while syncing is paused, and to excluded people too.',
    pointer: '/payslips/enabled',
    checked: draft.choices.payslips,
    disabled: locked !== null,
    onChange: (on) => { draft.change((now) => { now.payslips = on; }); draw(); },
  });
  function draw() {
    const { folders } = context;
    const { folder: current } = draft.choices;
    folder = selectField({
      label: 'Folder in Personio',
      hint: 'A document category. Who may look into it is set in Personio.',
      pointer: '/payslips/folder_id',
      options: folderOptions(folders, current),
      value: current ?? '',
      disabled: locked !== null,
      onChange: (id) => draft.change((now) => { now.folder = id === '' ? null : id; }),
    });
    const isGone = !folders.problem && current !== null && !folders.items.some(({ id }) => id === current);
    fill(place,
      !folders.problem && h('div', { class: 'narrow' }, folder.element),
      isGone && banner({ kind: 'warn', title: 'The chosen folder is gone', body: 'Personio does not have it any more. Choose another one.' }),
      folders.problem && foldersBanner(folders, context, draw),
      connection.permissions.documents_write === 'missing' && banner({
        kind: 'bad',
        title: 'Payslips can’t be uploaded',
        body: tick('Documents: Write'),
      }));
    place.hidden = !draft.choices.payslips;
  }
  draw();
  return {
    id: 'payslips',
    title: 'Payslips',
    body: h('div', { class: 'setting' }, enabled.element, place),
    fields: () => [folder, enabled],
  };
}

const tick = (what) => `In Personio, open Settings › Integrations › API credentials, choose the credential, tick “${what}” and save. Then try again here.`;

function foldersBanner({ problem }, context, draw) {
  const again = button('Try again', { icon: 'sync', onClick: () => reload(again, context, draw) });
  const isForbidden = problem.code === 'permission_missing';
  return banner({
    kind: isForbidden ? 'bad' : 'warn',
    title: isForbidden ? 'Personio does not let Pento see its folders' : 'The folders can’t be listed now',
    body: isForbidden ? tick('Documents: Read') : problem.detail,
    actions: [again],
  });
}

async function reload(element, context, draw) {
  context.folders = await busy(element, 'Asking Personio …', loadFolders(context.view.signal));
  draw();
}

// Payslips are one part of the settings; the others can be chosen without folders.
export async function loadFolders(signal) {
  try {
    return await api.folders({ signal });
  } catch (problem) {
    if (problem.name === 'AbortError') throw problem;
    return { items: [], problem };
  }
}
