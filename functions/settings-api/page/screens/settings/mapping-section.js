// The table of the mapping: Pento's fields on the left, where each comes from on the right.

import { h, fill } from '../../dom.js';
import * as api from '../../api.js';
import { count, list } from '../../format.js';
import { banner, bannerRegion, problemBanner, say } from '../../ui/banner.js';
import { busy, button } from '../../ui/button.js';
import { icon } from '../../ui/icon.js';
import { announce } from '../../ui/live.js';
import { table } from '../../ui/table.js';
import { grouped } from './field-groups.js';
import { MappingRow } from './mapping-row.js';

const VIEWS = [
  { id: 'all', label: 'All', has: () => true },
  { id: 'open', label: 'Not mapped', has: (row) => row.isOpen },
  { id: 'required', label: 'Required', has: (row) => row.field.required },
  { id: 'suggested', label: 'With a suggestion', has: (row) => row.isSuggested },
];

export function mappingSection(context) {
  const { draft, catalogue, lookahead, locked, view } = context;
  const groups = grouped(catalogue.fields).map(({ title, fields }) => ({ title, rows: fields.map((field) => new MappingRow(field, context)) }));
  const rows = groups.flatMap((group) => group.rows);
  const region = bannerRegion();
  const offer = h('div', { class: 'offer-place' });
  const nothing = h('p', { class: 'muted mapping-nothing', hidden: true }, 'No field is like this.');
  let shown = VIEWS[0];

  const search = h('input', {
    class: 'input',
    type: 'search',
    placeholder: 'Search fields and attributes …',
    'aria-label': 'Search fields and attributes',
    autocomplete: 'off',
    on: { input: () => { sift(); announce(count(rows.filter(isShown).length, 'field', 'fields')); } },
  });
  const views = VIEWS.map((one) => h('button', {
    type: 'button',
    class: 'view',
    'aria-pressed': one === shown,
    on: { click: () => look(one) },
  }));
  const refresh = button('Refresh attributes', { icon: 'sync', onClick: () => reread() });

  for (const group of groups) group.element = drawGroup(group);

  function drawGroup({ title, rows: members }) {
    const drawn = table({
      caption: title,
      rows: members,
      columns: [
        { title: 'Pento field', cell: (row) => row.name, head: true, className: 'mapping-field' },
        { title: 'Personio attribute', cell: (row) => row.source, className: 'mapping-source' },
        { title: 'Sample', cell: (row) => row.sample, className: 'mapping-example' },
      ],
    });
    for (const [at, element] of [...drawn.querySelectorAll('tbody > tr')].entries()) members[at].element = element;
    return h('div', { class: 'mapping-group' }, h('h3', title), drawn);
  }

  const words = () => search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const isShown = (row) => shown.has(row) && row.matches(words());
  // Rows go and come when somebody looks for others, not while one is being worked on.
  function sift() {
    for (const { rows: members, element } of groups) {
      for (const row of members) row.element.hidden = !isShown(row);
      element.hidden = members.every((row) => row.element.hidden);
    }
    nothing.hidden = rows.some((row) => !row.element.hidden);
  }
  function look(one) {
    shown = one;
    sift();
    drawCounts();
    announce(`${one.label}: ${count(rows.filter(isShown).length, 'field', 'fields')}`);
  }
  function drawCounts() {
    for (const [at, one] of VIEWS.entries()) {
      fill(views[at], one.label, ' ', h('span', { class: 'view-count' }, rows.filter(one.has).length));
      views[at].setAttribute('aria-pressed', String(one === shown));
    }
  }
  function draw() {
    for (const row of rows) row.draw();
    drawCounts();
    const open = catalogue.open(draft.choices.mapping);
    fill(offer, locked === null && open.length > 0 && h('div', { class: 'offer' },
      icon('info'),
      h('div', { class: 'offer-words' },
        h('p', { class: 'banner-title' }, `${count(open.length, 'field', 'fields')} not mapped yet, with a suggestion`),
        h('p', { class: 'muted' }, 'Found by meaning, key and label of your attributes. Look them through afterwards; nothing is saved yet.')),
      button(open.length === 1 ? 'Use the suggestion' : `Use all ${open.length} suggestions`, { onClick: takeAll })));
  }
  function takeAll() {
    const open = catalogue.open(draft.choices.mapping);
    draft.change((now) => { for (const { key, suggestion } of open) now.mapping[key] = suggestion.attribute; });
    for (const row of rows) row.combobox.set(row.chosen);
    announce(`${count(open.length, 'suggestion', 'suggestions')} taken`);
    search.focus();
  }
  async function reread() {
    const before = new Set(catalogue.byKey.keys());
    try {
      const fresh = await busy(refresh, 'Reading from Personio …', (async () => {
        const attributes = await api.attributes({ refresh: true }, { signal: view.signal });
        return [attributes, await api.pentoFields({ signal: view.signal })];
      })());
      catalogue.update(...fresh);
      context.refreshed();
      const found = catalogue.attributes.filter(({ key }) => !before.has(key)).map(({ label }) => label);
      say(region, banner({
        kind: 'good',
        title: `${count(catalogue.attributes.length, 'attribute', 'attributes')} read from Personio`,
        body: found.length > 0 ? `New: ${list(found)}.` : 'None is new.',
      }));
    } catch (problem) {
      if (problem.name !== 'AbortError') say(region, problemBanner(problem));
    }
  }

  draft.watch(draw);
  lookahead.watch(draw);
  draw();
  return {
    id: 'mapping',
    title: 'Field mapping',
    lead: 'Which Personio attribute each Pento field is taken from. What is mapped is overwritten at every sync, edits made in Pento included; what is not mapped is never touched.',
    actions: [refresh],
    body: [
      offer,
      region,
      h('div', { class: 'mapping-tools' },
        h('div', { class: 'views', role: 'group', 'aria-label': 'Show' }, views),
        h('div', { class: 'input-search' }, icon('search'), search)),
      groups.map(({ element }) => element),
      nothing,
    ],
    fields: () => rows.map((row) => row.asField),
    update: () => { for (const row of rows) row.update(); draw(); },
    takeAll,
    // Shows all rows, so that every error can be gone to.
    reveal: () => { search.value = ''; shown = VIEWS[0]; sift(); drawCounts(); },
  };
}
