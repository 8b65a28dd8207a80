// From *Save* to the sync: check, review, save; and what is done when somebody was faster.

import { h } from '../../dom.js';
import * as api from '../../api.js';
import * as connection from '../../connection.js';
import { button } from '../../ui/button.js';
import { openDialog } from '../../ui/dialog.js';
import { toast } from '../../ui/toast.js';
import { settleConflict } from './conflict-dialog.js';
import { unfinishedFilters } from './exclusions-section.js';
import { review } from './review-dialog.js';
import { warningBanner } from './review-counts.js';

// `form`: { showErrors(problem), clearErrors(), redraw() }
export async function saveSettings(context, form) {
  const { draft, view } = context;
  form.clearErrors();
  const missing = [...unfinishedFilters(draft.choices), ...missingFolder(draft.choices)];
  if (missing.length > 0) { form.showErrors({ code: 'invalid_input', errors: missing }); return; }
  const outcome = await review(context);
  if (view.signal.aborted || outcome.kind === 'back') return;
  if (outcome.kind === 'refused') {
    if (outcome.problem.status === 412) await settle(context, form);
    else form.showErrors(outcome.problem);
    return;
  }
  await done(outcome, context);
}

const missingFolder = ({ payslips, folder }) => (payslips && folder === null
  ? [{ pointer: '/payslips/folder_id', code: 'folder_required', detail: 'Choose the folder that payslips go to, or switch payslips off.' }]
  : []);

async function done({ data, etag }, { draft, view }) {
  draft.begin(data.settings, etag);
  // The first save makes the connection active; only the navigation and other screens wait for this.
  connection.load().catch(() => {});
  if (data.warnings.length > 0) await warn(data.warnings, view);
  if (view.signal.aborted) return;
  toast(draft.base.paused ? 'Settings saved. Syncing is paused, so nothing is written.' : 'Settings saved, and a sync has begun');
  view.go(`/history/${encodeURIComponent(data.run_id)}`);
}

async function warn(warnings, view) {
  const on = button('See the sync', { kind: 'primary', onClick: () => dialog.close() });
  const dialog = openDialog({
    title: 'Saved, with something to look at',
    lead: 'The settings are in force. If this is meant, nothing needs to be done.',
    body: h('div', { class: 'stack' }, warnings.map(warningBanner)),
    actions: [on],
  });
  view.signal.addEventListener('abort', () => dialog.close(), { once: true });
  await dialog.closed;
}

async function settle(context, form) {
  const { draft, view } = context;
  let theirs;
  try {
    theirs = await api.settings({ signal: view.signal });
  } catch (problem) {
    if (problem.name !== 'AbortError') form.showErrors(problem);
    return;
  }
  const outcome = await settleConflict(draft.read(theirs.data), context);
  if (view.signal.aborted) return;
  if (outcome.kind === 'back') {
    form.showErrors({ code: 'precondition_failed', errors: [], detail: 'Nothing was saved yet. Choose “Review and save” again to see what they changed and to put both together.' });
    return;
  }
  draft.begin(theirs.data, theirs.etag);
  if (outcome.kind === 'merged') draft.replace(outcome.choices);
  form.redraw();
  if (outcome.kind === 'theirs' || !draft.isDirty) { toast('These are the settings as they were saved last', { kind: 'info' }); return; }
  await saveSettings(context, form);
}
