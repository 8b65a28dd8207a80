// What somebody sees who has connected Personio and never saved settings.

import { h } from '../../dom.js';
import { count } from '../../format.js';
import { button } from '../../ui/button.js';
import { icon } from '../../ui/icon.js';

export function firstVisit({ draft, catalogue, locked }, { onTake }) {
  const open = catalogue.open(draft.choices.mapping).length;
  const step = (title, text) => h('li', h('strong', title), h('span', { class: 'muted' }, text));
  return h('section', { class: 'welcome', 'aria-labelledby': 'welcome-title' },
    h('div', { class: 'welcome-sign' }, icon('link')),
    h('div', { class: 'welcome-words' },
      h('h2', { id: 'welcome-title' }, 'Personio is connected. Now choose what comes into Pento'),
      h('p', { class: 'muted' }, 'Nothing has been imported, and nothing will be before you have seen what happens to whom and saved.'),
      h('ol', { class: 'welcome-steps' },
        step('Map the fields', `Pento found a likely attribute for ${count(open, 'field', 'fields')}. Take them over, then look them through.`),
        step('Exclude whom you don’t pay', 'Such as contractors, or colleagues abroad: by any attribute.'),
        step('Review and save', 'You see everybody who would be created, value by value.')),
      locked === null && open > 0 && h('div', { class: 'row' },
        button(`Use all ${open} suggestions`, { kind: 'primary', icon: 'check', onClick: onTake }),
        h('span', { class: 'muted small' }, 'You can change each of them before saving.'))));
}
