// The list under a combobox: what matches the typed text, in groups, moved through by keys. Focus stays in the input.

import { h, fill, uniqueId } from '../dom.js';
import { icon } from './icon.js';
import { announce } from './live.js';
import { place } from './menu.js';

// More than this many nobody reads; typing a letter more is quicker.
const MOST = 200;

export class OptionList {
  // offers: {label, isMultiple, options(typed), isChosen(option), typed(), choose(option), closed()}
  constructor(input, offers) {
    this.input = input;
    this.offers = offers;
    this.id = uniqueId('list');
    this.at = -1;
    this.shown = [];
    this.element = h('div', {
      id: this.id,
      class: 'option-list',
      role: 'listbox',
      popover: 'manual',
      'aria-label': offers.label,
      'aria-multiselectable': offers.isMultiple ? true : null,
    });
    input.setAttribute('aria-controls', this.id);
    input.addEventListener('input', () => this.open());
    input.addEventListener('click', () => this.open());
    input.addEventListener('keydown', (event) => this.onKey(event));
    input.addEventListener('blur', () => this.close());
    // A press on the list must not take focus out of the input.
    this.element.addEventListener('pointerdown', (event) => event.preventDefault());
    this.element.addEventListener('click', (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) this.take(Number(option.dataset.at));
    });
  }

  get isOpen() {
    return this.element.matches(':popover-open');
  }

  open() {
    if (this.input.disabled) return;
    const typed = this.offers.typed();
    this.shown = best(this.offers.options(typed).filter((option) => matches(option, typed)), typed).slice(0, MOST);
    // Where there is nothing to choose from, only to write, nothing is missing either.
    if (this.shown.length === 0 && typed.trim() === '') { this.close(); return; }
    fill(this.element, this.shown.length > 0 ? this.groups() : h('p', { class: 'option-none' }, 'Nothing matches.'));
    if (!this.isOpen) {
      this.element.showPopover();
      this.follow = () => place(this.element, this.input, { sameWidth: true });
      addEventListener('scroll', this.follow, { capture: true, passive: true });
      addEventListener('resize', this.follow);
    }
    this.follow();
    this.input.setAttribute('aria-expanded', 'true');
    const chosen = this.shown.findIndex((option) => this.offers.isChosen(option));
    this.move(typed ? this.shown.findIndex((option) => !option.disabled) : chosen);
    if (typed) announce(this.shown.length === 1 ? '1 match' : `${this.shown.length} matches`);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidePopover();
    removeEventListener('scroll', this.follow, { capture: true });
    removeEventListener('resize', this.follow);
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    this.at = -1;
    this.offers.closed();
  }

  // Options in the order given, with a heading wherever the group changes.
  groups() {
    const parts = [];
    for (const [at, option] of this.shown.entries()) {
      if (option.group && option.group !== this.shown[at - 1]?.group) {
        const id = `${this.id}-group-${at}`;
        parts.push(h('div', { role: 'group', 'aria-labelledby': id }, h('div', { id, class: 'option-group' }, option.group)));
      }
      const into = option.group ? parts.at(-1) : null;
      const drawn = this.option(option, at);
      if (into) into.append(drawn);
      else parts.push(drawn);
    }
    return parts;
  }

  option(option, at) {
    const isChosen = this.offers.isChosen(option);
    return h('div', {
      id: `${this.id}-${at}`,
      role: 'option',
      class: 'option',
      'aria-selected': isChosen,
      'aria-disabled': option.disabled ? true : null,
      data: { at },
    },
    h('span', { class: 'option-check' }, isChosen && icon('check')),
    h('span', { class: 'option-words' },
      h('span', { class: 'option-label' }, option.label),
      option.description && h('span', { class: 'option-description' }, option.description)));
  }

  move(to) {
    this.element.querySelector('.option-active')?.classList.remove('option-active');
    this.at = to;
    const option = to < 0 ? null : document.getElementById(`${this.id}-${to}`);
    if (!option) { this.input.removeAttribute('aria-activedescendant'); return; }
    option.classList.add('option-active');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  // The next one that can be chosen, from `from` on, in steps of `step`.
  seek(from, step) {
    const many = this.shown.length;
    for (let tried = 0, to = from; tried < many; tried += 1, to += step) {
      const at = (to + many) % many;
      if (!this.shown[at].disabled) { this.move(at); return; }
    }
  }

  take(at) {
    const option = this.shown[at];
    if (!option || option.disabled) return;
    this.offers.choose(option);
    if (this.offers.isMultiple) this.open();
    else this.close();
  }

  onKey(event) {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!this.isOpen) { this.open(); if (this.at < 0) this.seek(key === 'ArrowDown' ? 0 : -1, 1); return; }
      if (key === 'ArrowDown') this.seek(this.at + 1, 1);
      else this.seek(this.at < 0 ? this.shown.length - 1 : this.at - 1, -1);
    } else if (key === 'Enter' && this.isOpen) {
      event.preventDefault();
      this.take(this.at);
    } else if (key === 'Escape' && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (key === 'Tab') this.close();
  }
}

function matches({ label, description = '', keywords = '', value }, typed) {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${label} ${description} ${keywords} ${value ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

// Whoever types "count" means Country before Account name. Groups stay as they are, for their order says something.
function best(options, typed) {
  const text = typed.trim().toLowerCase();
  if (text === '' || options.some(({ group }) => group)) return options;
  const rank = ({ label }) => {
    const name = label.toLowerCase();
    if (name.startsWith(text)) return 0;
    return name.includes(` ${text}`) ? 1 : 2;
  };
  return [...options].sort((a, b) => rank(a) - rank(b));
}
