// One Pento field: where it comes from, what is suggested, what it looks like.

import { h, fill } from '../../dom.js';
import { count } from '../../format.js';
import { fieldLabel, label, PROBLEMS, SEVERITY, tone } from '../../words.js';
import { pill } from '../../ui/badge.js';
import { button } from '../../ui/button.js';
import { combobox } from '../../ui/combobox.js';
import { details } from '../../ui/details.js';
import { icon } from '../../ui/icon.js';
import { whySuggested } from './catalogue.js';

const UNMAPPED = { value: null, label: 'Do not map', description: 'Never read, and never changed in Pento' };

export class MappingRow {
  constructor(field, context) {
    Object.assign(this, { field, context });
    const { draft, catalogue, locked } = context;
    this.facts = h('div', { class: 'mapping-facts' });
    this.sample = h('div', { class: 'mapping-sample' });
    this.combobox = combobox({
      label: `${field.label}: Personio attribute`,
      hideLabel: true,
      pointer: `/mapping/${field.key}`,
      options: () => [UNMAPPED, ...catalogue.options({ mappable: true, current: this.chosen, used: (key) => this.usedBy(key) })],
      value: draft.choices.mapping[field.key],
      disabled: locked !== null,
      onChange: (key) => this.choose(key),
    });
    this.draw();
  }

  get chosen() {
    return this.context.draft.choices.mapping[this.field.key];
  }

  get isOpen() {
    return this.chosen === null;
  }

  // Whether there is a suggestion that was not taken.
  get isSuggested() {
    return Boolean(this.field.suggestion) && this.field.suggestion.attribute !== this.chosen;
  }

  // Another field that takes an attribute already. IBAN may well serve two.
  usedBy(key) {
    const { mapping } = this.context.draft.choices;
    const other = Object.keys(mapping).find((field) => mapping[field] === key && field !== this.field.key);
    return other ? fieldLabel(other) : null;
  }

  choose(key) {
    this.context.draft.change((now) => { now.mapping[this.field.key] = key; });
  }

  // Takes what is suggested, or anything else that was not chosen in the box itself.
  set(key) {
    this.combobox.set(key);
    this.choose(key);
  }

  update() {
    const field = this.context.catalogue.field(this.field.key);
    if (field) this.field = field;
    this.combobox.set(this.chosen);
    this.draw();
  }

  // What changes while somebody works: all but the box. Only if it does: what somebody has opened stays open.
  draw() {
    const { draft, catalogue } = this.context;
    const facts = [this.chosen, this.field.suggestion, draft.isFirst, catalogue.attribute(this.chosen)];
    if (isNew(this.facts, facts)) fill(this.facts, this.about(), this.advice());
    const shown = this.shownAttribute;
    const sample = [shown, this.sampleOf(shown), this.problemsOf(shown)];
    if (isNew(this.sample, sample)) fill(this.sample, this.example());
  }

  // Before anything is chosen, what is suggested is worth a look.
  get shownAttribute() {
    return this.chosen ?? (this.isSuggested ? this.field.suggestion.attribute : null);
  }

  sampleOf(attribute) {
    return this.context.samples.of(this.field.key, attribute);
  }

  problemsOf(attribute) {
    return this.context.samples.problemsOf(this.field.key, attribute);
  }

  about() {
    const { catalogue } = this.context;
    if (this.isOpen) {
      return this.field.required && h('p', { class: 'mapping-missing' }, icon('alert'), 'Payroll needs this. Unless it is entered in Pento, employees stay pending.');
    }
    const attribute = catalogue.attribute(this.chosen);
    return [
      h('p', { class: 'mapping-type' }, [catalogue.describe({ ...attribute, readable: true }), attribute.readable && 'readable'].filter(Boolean).join(' · ')),
      !attribute.readable && h('p', { class: 'mapping-missing' }, icon('alert'), 'Not readable: tick it in Personio for the credential. Until then the value in Pento stays.'),
      this.context.draft.isFirst && this.field.suggestion?.attribute === this.chosen && h('p', { class: 'mapping-type' }, `As suggested: ${whySuggested(this.field.suggestion)}`),
    ];
  }

  advice() {
    if (!this.isSuggested || this.context.locked !== null) return null;
    const { catalogue } = this.context;
    const { suggestion } = this.field;
    const name = catalogue.label(suggestion.attribute);
    return h('div', { class: 'suggestion' },
      h('span', 'Suggested: ', h('strong', name), h('span', { class: 'muted' }, ` (${whySuggested(suggestion)})`)),
      button('Use it', {
        class: 'button-small',
        'aria-label': `Use it: ${name} for ${this.field.label}`,
        onClick: () => { this.set(suggestion.attribute); this.combobox.input.focus(); },
      }));
  }

  example() {
    const attribute = this.shownAttribute;
    if (attribute === null) return h('span', { class: 'muted' }, '–');
    const found = this.sampleOf(attribute);
    const problems = this.problemsOf(attribute);
    return [
      found
        ? h('span', { class: found.isMasked ? 'sample sample-masked' : 'sample', title: found.isMasked ? 'Only the end is shown here' : null }, found.text)
        : h('span', { class: 'muted' }, 'None seen'),
      problemLines(problems),
    ];
  }

  // The cells of its row.
  get name() {
    return h('div', { class: 'mapping-name' },
      h('span', { class: 'mapping-label' }, this.field.label, ' ', this.field.required && pillRequired()),
      h('span', { class: 'field-hint mapping-format' }, this.field.format));
  }

  get source() {
    return [this.combobox.element, this.facts];
  }

  matches(words) {
    const { catalogue } = this.context;
    const chosen = this.isOpen ? 'do not map' : `${catalogue.label(this.chosen)} ${this.chosen}`;
    const text = `${this.field.label} ${this.field.key} ${chosen}`.toLowerCase();
    return words.every((word) => text.includes(word));
  }

  get asField() {
    return { ...this.combobox, label: this.field.label };
  }
}

// Whether an element shows something else than this; from now on it does not.
const drawn = new WeakMap();
function isNew(element, what) {
  const key = JSON.stringify(what);
  if (drawn.get(element) === key) return false;
  drawn.set(element, key);
  return true;
}

const pillRequired = () => {
  const made = pill('Required', 'plain', 'Payroll needs this before an employee is ready');
  made.querySelector('.icon').remove();
  return made;
};

function problemLines(problems) {
  const line = ({ problem, count: many }) => h('p', { class: `mapping-problem mapping-problem-${tone(SEVERITY, problem.severity)}`, title: problem.hint },
    icon('alert'), h('span', `${count(many, 'person', 'people')}: ${label(PROBLEMS, problem.code)}`));
  if (problems.length < 2) return problems.map(line);
  return details(`${problems.length} kinds of problem`, problems.map(line), { class: 'mapping-problems' });
}
