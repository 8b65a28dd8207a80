// Which attribute tells who is who.

import { h, fill } from '../../dom.js';
import { count } from '../../format.js';
import { banner } from '../../ui/banner.js';
import { button } from '../../ui/button.js';
import { combobox } from '../../ui/combobox.js';
import { whySuggested } from './catalogue.js';

export function matchSection({ draft, catalogue, lookahead, locked }) {
  const notes = h('div', { class: 'stack' });
  const choose = (key) => draft.change((now) => { now.match = key; });
  const attribute = combobox({
    label: 'Personio attribute that holds the Employee ID',
    hint: 'Its value becomes the Employee ID in Pento: 1 to 35 plain characters, and nobody’s the same as somebody else’s.',
    pointer: '/match/attribute',
    options: () => catalogue.options({ mappable: true, current: draft.choices.match }),
    value: draft.choices.match,
    disabled: locked !== null,
    onChange: choose,
  });
  const draw = () => fill(notes, suggestion(), unreadable(), change());
  function suggestion() {
    const given = catalogue.matchSuggestion;
    if (!given || given.attribute === draft.choices.match || !draft.isFirst || locked !== null) return null;
    return h('p', { class: 'suggestion' },
      h('span', 'Suggested: ', h('strong', catalogue.label(given.attribute)), ` (${whySuggested(given)})`),
      button('Use it', { class: 'button-small', onClick: () => { choose(given.attribute); attribute.set(given.attribute); attribute.input.focus(); } }));
  }
  function unreadable() {
    const found = catalogue.attribute(draft.choices.match);
    return !found.readable && banner({
      kind: 'bad',
      title: 'This attribute can’t be read',
      body: 'Without it nobody can be told apart, so nobody would be synced. Tick it in Personio for the credential, or choose another one.',
    });
  }
  // Rule M7: people known by one id who come with another are neither created nor written.
  function change() {
    if (draft.isFirst || draft.choices.match === draft.base.match) return null;
    const { answer, isCurrent } = lookahead.state;
    const warning = isCurrent ? answer.warnings.find(({ code }) => code === 'employee_ids_change') : null;
    const title = warning ? `${count(warning.people, 'person', 'people')} would no longer be synced` : 'This changes who is who';
    return banner({
      kind: 'warn',
      title,
      body: [
        h('p', warning ? warning.detail : `Until now the Employee ID came from “${catalogue.label(draft.base.match)}”. Whoever has another value there than here is not created a second time, and not synced any more either.`),
        locked === null && h('p', button(`Keep “${catalogue.label(draft.base.match)}”`, {
          class: 'button-small',
          onClick: () => { choose(draft.base.match); attribute.set(draft.base.match); attribute.input.focus(); },
        })),
      ],
    });
  }
  draft.watch(draw);
  lookahead.watch(draw);
  draw();
  return {
    id: 'match',
    title: 'Matching',
    lead: 'How a person in Personio and an employee in Pento are known to be the same.',
    body: h('div', { class: 'setting' }, h('div', { class: 'narrow' }, attribute.element), notes),
    fields: () => [attribute],
    update: () => { attribute.set(draft.choices.match); draw(); },
  };
}
