// What the choices are made from: Personio's attributes and Pento's fields, with what is suggested.

import { ATTRIBUTE_TYPES, label } from '../../words.js';

const WHY = {
  universal_id: 'Personio marks it with the same meaning',
  known_key: 'Personio’s standard attribute for it',
  label: 'its label says so',
};

export const whySuggested = ({ reason }) => label(WHY, reason);

export class Catalogue {
  constructor(attributes, pentoFields) {
    this.update(attributes, pentoFields);
  }

  update({ items: attributes }, { items: fields, match_suggestion: matchSuggestion }) {
    this.attributes = [...attributes].sort((a, b) => a.label.localeCompare(b.label, 'en-GB'));
    this.byKey = new Map(attributes.map((attribute) => [attribute.key, attribute]));
    // The Employee ID comes from the match key.
    this.fields = fields.filter((field) => field.key !== 'employee_id');
    this.employeeId = fields.find((field) => field.key === 'employee_id');
    this.matchSuggestion = matchSuggestion;
  }

  get isEmpty() {
    return this.attributes.length === 0;
  }

  // An attribute that is in use and not there any more still has a name and can be asked for.
  attribute(key) {
    return this.byKey.get(key) ?? { key, label: key, type: 'other', options: [], custom: false, readable: false };
  }

  label(key) {
    return this.attribute(key).label;
  }

  field(key) {
    return this.fields.find((field) => field.key === key);
  }

  // Two attributes may have one label; then only the key tells them apart.
  describe(attribute) {
    const isDouble = this.attributes.some((other) => other.label === attribute.label && other.key !== attribute.key);
    return [
      label(ATTRIBUTE_TYPES, attribute.type),
      attribute.custom ? 'custom' : 'standard',
      isDouble && attribute.key,
      !attribute.readable && 'not readable',
    ].filter(Boolean).join(' · ');
  }

  // For a combobox. `mappable`: tags can't be taken (rule V6). `used`: who takes an attribute already.
  options({ mappable = false, current = null, used = () => null } = {}) {
    const isUnknown = current !== null && !this.byKey.has(current);
    const list = isUnknown ? [this.attribute(current), ...this.attributes] : this.attributes;
    return list.map((attribute) => {
      const isTags = mappable && attribute.type === 'tags';
      const by = used(attribute.key);
      const note = isTags ? 'Holds several values; a Pento field takes one' : by && `used for ${by}`;
      return {
        value: attribute.key,
        label: attribute.label,
        description: [this.describe(attribute), note].filter(Boolean).join(' · '),
        disabled: isTags,
        keywords: attribute.key,
      };
    });
  }

  // The suggestions that would change something: only for fields that are not mapped, for nobody wants to lose a choice.
  open(mapping) {
    return this.fields.filter(({ key, suggestion }) => suggestion && mapping[key] === null);
  }
}
