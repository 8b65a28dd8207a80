// One person: every attribute by its label, to be changed, blanked and saved together.

import { h, fill } from '/app/dom.js';
import { count } from '/app/format.js';
import { busy, button } from '/app/ui/button.js';
import { confirm } from '/app/ui/confirm.js';
import { icon } from '/app/ui/icon.js';
import { toast } from '/app/ui/toast.js';
import * as calls from './calls.js';
import { complaint } from './complaint.js';
import { nameOf } from './name.js';
import { valueControl } from './value.js';

export function personEditor(person, attributes, view) {
  const rows = attributes.filter(({ key }) => key !== 'id').map((attribute) => new AttributeRow(attribute, person[attribute.key] ?? null, onChange));
  const problem = h('div', { class: 'banner-region', role: 'alert' });
  const words = h('span', { class: 'muted' });
  const save = button('Save', { kind: 'primary', type: 'submit' });
  const undo = button('Undo', { onClick: () => { for (const row of rows) row.reset(); onChange(); } });
  const filter = h('input', { id: 'find', type: 'search', class: 'input', autocomplete: 'off', spellcheck: 'false', placeholder: 'Find an attribute', on: { input: narrow } });
  const none = h('p', { class: 'muted', hidden: true }, 'No attribute has this name.');
  const changed = () => rows.filter((row) => row.isChanged);

  function onChange() {
    const many = changed().length;
    words.textContent = many === 0 ? 'Nothing changed' : count(many, 'change', 'changes');
    save.disabled = many === 0;
    undo.disabled = many === 0;
  }
  function narrow() {
    const text = filter.value.trim().toLowerCase();
    for (const row of rows) row.element.hidden = !row.matches(text);
    none.hidden = rows.some((row) => !row.element.hidden);
  }
  async function onSubmit(event) {
    event.preventDefault();
    fill(problem);
    const wrong = changed().filter((row) => !row.check());
    if (wrong.length > 0) { wrong[0].value.element.focus(); return; }
    const values = Object.fromEntries(changed().map((row) => [row.attribute.key, row.value.sent]));
    try {
      await busy(save, 'Saving …', calls.changePerson(person.id, values));
      view.guard(async () => true);
      toast('Saved. Press Sync now in Pento to see it there.');
      await view.again();
    } catch (error) {
      fill(problem, complaint(error));
    }
  }
  const remove = button('Remove person', {
    kind: 'quiet',
    onClick: async () => {
      const isSure = await confirm({
        title: `Remove ${nameOf(person)}?`,
        body: 'As if the person had been deleted in Personio. In Pento the employee stays.',
        confirmLabel: 'Remove',
        danger: true,
      });
      if (!isSure) return;
      try {
        await calls.removePerson(person.id);
        view.guard(async () => true);
        toast('The person was removed');
        location.hash = '#/people';
      } catch (error) {
        fill(problem, complaint(error));
      }
    },
  });
  view.guard(async () => changed().length === 0 || confirm({
    title: 'Leave without saving?',
    body: 'Your changes to this person have not been saved.',
    confirmLabel: 'Leave without saving',
    cancelLabel: 'Stay here',
    danger: true,
  }));
  onChange();

  return h('form', { class: 'card sim-person', novalidate: true, on: { submit: onSubmit, keydown: noSend } },
    h('div', { class: 'sim-person-head' },
      h('a', { href: '#/people', class: 'heading-back sim-back' }, icon('back'), 'People'),
      h('div', { class: 'heading-row' },
        h('div', { class: 'heading-words' },
          h('h2', { tabindex: -1, data: { focus: '' } }, nameOf(person)),
          h('p', { class: 'muted small' }, 'Personio ID ', h('code', person.id))),
        remove),
      h('label', { for: 'find', class: 'visually-hidden' }, 'Find an attribute'),
      h('div', { class: 'input-search' }, icon('search'), filter),
      problem),
    h('div', { class: 'sim-attributes' }, rows.map(({ element }) => element), none),
    h('div', { class: 'sim-save' }, words, undo, save));
}

// The key that sends a form must not send it from the search.
function noSend(event) {
  if (event.key === 'Enter' && event.target.type === 'search') event.preventDefault();
}

class AttributeRow {
  constructor(attribute, given, onChange) {
    this.attribute = attribute;
    const id = `value-${attribute.key}`;
    this.value = valueControl(attribute, given, id);
    this.error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
    const changed = () => { this.mark(); onChange(); };
    this.value.element.addEventListener('input', changed);
    this.value.element.addEventListener('change', changed);
    this.element = h('div', { class: 'sim-attribute' },
      h('div', { class: 'sim-label' },
        h('label', { for: id }, attribute.label),
        h('span', { class: 'muted small' }, attribute.readable ? attribute.type : `${attribute.type} · not readable by Pento`)),
      h('div', { class: 'sim-value' }, this.value.element, this.error),
      button(`Blank ${attribute.label}`, {
        kind: 'quiet',
        icon: 'close',
        iconOnly: true,
        onClick: () => { this.value.blank(); changed(); this.value.element.focus(); },
      }));
  }

  get isChanged() { return this.value.isChanged; }

  mark() { this.element.classList.toggle('sim-changed', this.isChanged); }

  reset() { this.value.reset(); this.mark(); }

  matches(text) { return `${this.attribute.label} ${this.attribute.key}`.toLowerCase().includes(text); }

  // Answers whether the value can be sent.
  check() {
    const wrong = this.value.check();
    this.error.textContent = wrong ?? '';
    this.error.hidden = !wrong;
    this.value.element.setAttribute('aria-invalid', String(Boolean(wrong)));
    if (wrong) this.value.element.setAttribute('aria-describedby', this.error.id);
    else this.value.element.removeAttribute('aria-describedby');
    return !wrong;
  }
}
