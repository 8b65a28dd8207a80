// Settings: what is imported, from where, of whom; and where payslips go.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import * as connection from '../../connection.js';
import { list } from '../../format.js';
import { refusal } from '../../session.js';
import { banner } from '../../ui/banner.js';
import { linkButton } from '../../ui/button.js';
import { card } from '../../ui/card.js';
import { errorSummary } from '../../ui/error-summary.js';
import { heading } from '../../ui/heading.js';
import { empty, skeleton } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { Catalogue } from './catalogue.js';
import { Draft, isUnsaved } from './draft.js';
import { exclusionsSection } from './exclusions-section.js';
import { firstVisit } from './first-visit.js';
import { generalSection } from './general-section.js';
import { Lookahead } from './lookahead.js';
import { mappingSection } from './mapping-section.js';
import { matchSection } from './match-section.js';
import { Names } from './names.js';
import { loadFolders, payslipsSection } from './payslips-section.js';
import { Samples } from './samples.js';
import { saveBar } from './save-bar.js';
import { saveSettings } from './save.js';
import { sectionNav } from './section-nav.js';

export const title = 'Settings';

export async function show(view) {
  const { signal } = view;
  const place = h('div', { class: 'settings' }, card({ title: 'General', body: skeleton({ rows: 8, text: 'Loading the settings …' }) }));
  view.root.append(
    heading({ title, lead: 'What comes from Personio into Pento, and what goes back.', back: ['Integrations', '#/integrations'] }),
    place);
  const [link, saved] = await Promise.all([connection.load({ signal }), api.settings({ signal })]);
  if (link.status === 'disconnected' && isUnsaved(saved)) {
    fill(place, empty({
      title: 'Connect Personio first',
      body: 'Which attributes there are to choose from, Pento learns from Personio.',
      sign: 'link',
      actions: [linkButton('Go to Integrations', '#/integrations', { kind: 'primary' })],
    }));
    return;
  }
  const [attributes, fields, folders] = await Promise.all([api.attributes({}, { signal }), api.pentoFields({ signal }), loadFolders(signal)]);
  const catalogue = new Catalogue(attributes, fields);
  const draft = new Draft(catalogue.fields.map(({ key }) => key), saved);
  const lookahead = new Lookahead({ draft, catalogue, signal });
  const context = {
    view, draft, catalogue, folders, connection: link, lookahead,
    locked: refusal('admin'),
    names: new Names({ draft, signal }),
    samples: new Samples({ draft, lookahead, signal }),
    refreshed: () => {},
  };
  view.guard(() => draft.isDirty);
  drawForm(place, context);
}

function drawForm(place, context) {
  const { view, draft, catalogue, lookahead, samples, locked } = context;
  draft.forget();
  lookahead.forget();
  const summary = errorSummary();
  const notices = h('div', { class: 'stack' });
  const sections = [generalSection, exclusionsSection, payslipsSection, matchSection, mappingSection].map((make) => make(context));
  const mapping = sections.find(({ id }) => id === 'mapping');
  const form = {
    clearErrors: () => summary.clear(),
    showErrors: (problem) => {
      mapping.reveal();
      summary.show(problem, sections.flatMap((section) => section.fields()));
    },
    redraw: () => drawForm(place, context),
  };
  const bar = saveBar({
    draft,
    locked,
    onSave: () => saveSettings(context, form),
    onDiscard: () => {
      draft.discard();
      form.redraw();
      view.root.querySelector('h1').focus();
      toast('Changes discarded', { kind: 'info' });
    },
  });
  const takeAll = () => {
    const given = catalogue.matchSuggestion;
    if (given) draft.change((now) => { now.match = given.attribute; });
    mapping.takeAll();
    for (const section of sections) section.update?.();
    document.getElementById('mapping').scrollIntoView({ block: 'start' });
  };
  context.refreshed = () => {
    for (const section of sections) section.update?.();
    fill(notices, notice(context));
    lookahead.ask({ again: true });
  };
  fill(notices, notice(context));
  fill(place,
    summary.element,
    notices,
    draft.isFirst && firstVisit(context, { onTake: takeAll }),
    h('div', { class: 'settings-body' },
      sectionNav(sections, view.signal),
      h('form', { class: 'sections', novalidate: true, 'aria-label': 'Settings', on: { submit: (event) => event.preventDefault() } },
        sections.map(({ id, title: name, lead, actions, body }) => card({ id, class: 'settings-section', title: name, lead, actions, body })))),
    bar.element);
  draft.watch(() => lookahead.ask());
  lookahead.ask();
  // Samples are a help; without them the table stands as it is.
  samples.load().then(() => { if (!view.signal.aborted) mapping.update(); }, () => {});
}

// What one should know of before choosing anything.
function notice({ draft, catalogue, connection: link, locked }) {
  const used = [draft.base.match, ...draft.base.filters.map(({ attribute }) => attribute), ...Object.values(draft.base.mapping)];
  const lost = [...new Set(used)].filter((key) => key !== null && !catalogue.attribute(key).readable);
  return [
    locked !== null && banner({ kind: 'info', title: 'You can look at these settings, not change them', body: 'Only an admin can change them. Ask your Pento administrator for access.' }),
    link.status === 'disconnected' && banner({
      kind: 'warn',
      title: 'Personio is not connected',
      body: 'These settings are kept. Nobody is synced, and what a change would do can’t be shown, until Personio is connected again.',
      actions: [linkButton('Integrations', '#/integrations')],
    }),
    link.status === 'broken' && banner({
      kind: 'bad',
      title: 'Personio refuses the stored credentials',
      body: 'What a change would do can’t be shown until they are replaced.',
      actions: [linkButton('Integrations', '#/integrations')],
    }),
    lost.length > 0 && !draft.isFirst && banner({
      kind: 'warn',
      title: lost.length === 1 ? 'An attribute in use can’t be read' : `${lost.length} attributes in use can’t be read`,
      body: `${list(lost.map((key) => catalogue.label(key)))}. Tick ${lost.length === 1 ? 'it' : 'them'} in Personio under Settings › Integrations › API credentials, then choose “Refresh attributes” below.`,
    }),
  ];
}
