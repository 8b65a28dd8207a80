// How many people the filters exclude, and who they are: kept up to date while filters change.

import { h, fill } from '../../dom.js';
import { count, list, number } from '../../format.js';
import { button } from '../../ui/button.js';
import { details } from '../../ui/details.js';
import { icon } from '../../ui/icon.js';
import { announce } from '../../ui/live.js';
import { peopleList } from './people-list.js';

// So many are named without opening anything.
const NAMED = 3;

export function excludedPeople({ draft, lookahead, names, view }) {
  const element = h('div', { class: 'excluded' });
  let drawn = null;
  // Whoever looks at the people wants to see them after the next change too.
  let isOpen = false;
  function draw() {
    const { status, answer, problem } = lookahead.state;
    element.classList.toggle('excluded-stale', status === 'waiting' || status === 'asking');
    if (status === 'refused') { say('info', 'How many people that is, is shown to those who may start syncs.'); return; }
    if (status === 'unfinished') { say('info', 'Finish the filter to see whom it excludes.'); return; }
    if (status === 'failed') { say('alert', `Whom this excludes can’t be counted now. ${why(problem)}`, tryAgain()); return; }
    if (!answer) { wait(); return; }
    if (answer.failure) { say('alert', answer.failure.detail); return; }
    if (drawn !== answer) show(answer);
  }
  const say = (sign, text, ...more) => { drawn = null; fill(element, h('p', { class: 'excluded-count' }, icon(sign), h('span', text)), more); };
  const wait = () => { drawn = null; fill(element, h('p', { class: 'excluded-count' }, h('span', { class: 'spinner spinner-small', 'aria-hidden': true }), h('span', 'Counting whom this excludes …'))); };
  const tryAgain = () => button('Try again', { icon: 'sync', class: 'button-small', onClick: () => lookahead.ask({ again: true }) });

  function show(answer) {
    drawn = answer;
    const groups = answer.reasons.items.filter(({ outcome }) => outcome === 'excluded');
    const people = groups.flatMap(({ people: members, reason }) => members.map((person) => ({ ...person, note: reason.description })));
    const { excluded, read } = answer.counts;
    const unjudged = answer.reasons.items.filter(({ reason }) => reason.code === 'filter_attribute_not_readable');
    const some = h('span', { class: 'muted' });
    const few = people.slice(0, NAMED);
    const nameSome = () => {
      const known = few.map((person) => names.of(person)).filter(Boolean);
      const more = excluded - known.length;
      if (known.length > 0) some.textContent = list([...known, ...(more > 0 ? [`${number(more)} more`] : [])]);
    };
    const { choices } = draft;
    const isFiltered = choices.excludes && choices.filters.length > 0;
    const words = !isFiltered
      ? `${count(read, 'person', 'people')} in Personio.`
      : excluded === 0 ? `Nobody of ${count(read, 'person', 'people')} in Personio is excluded.`
      : `${number(excluded)} of ${count(read, 'person', 'people')} in Personio ${excluded === 1 ? 'is' : 'are'} excluded.`;
    fill(element,
      h('p', { class: 'excluded-count' }, icon('people'), h('span', h('strong', words), ' ', some)),
      !answer.complete && h('p', { class: 'small' }, 'Personio did not show everybody, so these are not all.'),
      unjudged.map(({ count: many, reason }) => h('p', { class: 'filter-note filter-note-warn' }, icon('alert'), `${count(many, 'person', 'people')} can’t be judged. ${reason.detail}`)),
      people.length > 0 && details(`Show ${people.length === 1 ? 'who it is' : `all ${number(people.length)}`}`, peopleList({ label: 'Excluded people', people, names }), { open: isOpen, on: { toggle: (event) => { isOpen = event.target.open; } } }),
      excluded > 0 && people.length === 0 && h('p', { class: 'small muted' }, 'Who they are is shown to admins.'));
    if (people.length > 0) { nameSome(); names.load().then(() => { if (!view.signal.aborted) nameSome(); }); }
    if (draft.isDirty) announce(words);
  }
  lookahead.watch(draw);
  draw();
  return element;
}

// What is wrong with a filter is said in its own words.
const why = ({ detail, errors }) => (errors?.length > 0 ? errors.map((error) => error.detail).join(' ') : detail ?? '');

// How many people a filter excludes by an answer, or null.
export function excludedBy(filter, { answer, isCurrent }) {
  if (!isCurrent || !answer) return null;
  const same = ({ attribute, operator, values }) => JSON.stringify([attribute, operator, values]);
  const groups = answer.reasons.items.filter(({ outcome, reason }) => outcome === 'excluded' && same(reason.filter) === same(filter));
  return groups.reduce((sum, group) => sum + group.count, 0);
}
