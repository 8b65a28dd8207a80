// Everybody in the company, and beside the list the person who is open.

import { h, fill } from '/app/dom.js';
import { count } from '/app/format.js';
import { button } from '/app/ui/button.js';
import { icon } from '/app/ui/icon.js';
import { announce } from '/app/ui/live.js';
import { empty } from '/app/ui/states.js';
import { toast } from '/app/ui/toast.js';
import * as calls from './calls.js';
import { complaint } from './complaint.js';
import { nameOf } from './name.js';
import { personEditor } from './person.js';

// What was searched for, while people are opened one after the other.
let search = '';

export async function show(view) {
  const [{ people }, attributes] = await Promise.all([calls.account(), calls.attributes()]);
  const number = attributes.find(({ label }) => label === 'Employee ID')?.key;
  const list = h('ul', { class: 'people' });
  const input = h('input', {
    id: 'search',
    type: 'search',
    class: 'input',
    value: search,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Name, ID or e-mail',
    on: { input: () => { search = input.value; draw(); } },
  });
  const found = h('p', { class: 'muted small' });
  const problem = h('div', { class: 'banner-region', role: 'alert' });

  function draw() {
    const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const text = (person) => `${nameOf(person)} ${person.id} ${person[number] ?? ''} ${person.email ?? ''}`.toLowerCase();
    const matching = people.filter((person) => words.every((word) => text(person).includes(word)));
    fill(list, matching.map((person) => h('li', h('a', {
      href: `#/people/${person.id}`,
      class: 'people-link',
      'aria-current': String(person.id) === view.id ? 'true' : null,
    }, h('span', { class: 'people-name' }, nameOf(person)), h('span', { class: 'people-about' }, [number && person[number], person.position].filter(Boolean).join(' · '))))));
    found.textContent = count(matching.length, 'person', 'people');
    announce(found.textContent);
  }
  draw();

  const add = button('Add person', {
    icon: 'plus',
    onClick: async () => {
      try {
        const person = await calls.addPerson({});
        toast(`${nameOf(person)} was added`);
        location.hash = `#/people/${person.id}`;
      } catch (error) {
        fill(problem, complaint(error));
      }
    },
  });
  const chosen = people.find((person) => String(person.id) === view.id);
  fill(view.root,
    h('div', { class: 'heading-row sim-head' },
      h('div', { class: 'heading-words' },
        h('h1', { tabindex: -1 }, 'People'),
        h('p', { class: 'lead' }, 'An invented company. What you change here, the next sync meets; nobody outside this machine sees it.')),
      add),
    problem,
    h('div', { class: view.id ? 'desk desk-open' : 'desk' },
      h('section', { class: 'desk-list card', 'aria-label': 'People' },
        h('div', { class: 'desk-search' },
          h('label', { for: 'search', class: 'visually-hidden' }, 'Search people'),
          h('div', { class: 'input-search' }, icon('search'), input), found),
        list),
      h('section', { class: 'desk-person', 'aria-label': 'Person' }, chosen ? personEditor(chosen, attributes, view) : nobody(view.id))));
  const current = list.querySelector('[aria-current]');
  if (current) list.scrollTop = current.offsetTop - list.clientHeight / 3;
}

const nobody = (id) => h('div', { class: 'card' }, id
  ? empty({ title: 'There is nobody with this id', body: 'Perhaps the person was removed.', sign: 'people' })
  : empty({ title: 'Choose somebody', body: 'Then see and change what Personio holds about them.', sign: 'people' }));
