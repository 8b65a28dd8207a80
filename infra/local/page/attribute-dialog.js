// A new custom attribute. Answers its key, or null.

import { h } from '/app/dom.js';
import { busy, button } from '/app/ui/button.js';
import { openDialog } from '/app/ui/dialog.js';
import { selectField, textField } from '/app/ui/field.js';
import * as calls from './calls.js';

const TYPES = [['standard', 'Text'], ['multiline', 'Long text'], ['date', 'Date'], ['integer', 'Whole number'], ['decimal', 'Number'], ['list', 'List'], ['tags', 'Tags'], ['link', 'Link']];
const FORM = 'new-attribute';

export async function newAttribute() {
  let key = null;
  const label = textField({ label: 'Label', autofocus: true, maxlength: 100 });
  const type = selectField({ label: 'Type', options: TYPES.map(([value, words]) => ({ value, label: words })), value: 'standard' });
  const value = textField({ label: 'Value for everybody', optional: true, hint: 'Left empty, nobody has one yet.' });
  const submit = button('Add attribute', { kind: 'primary', type: 'submit', form: FORM });
  const form = h('form', { id: FORM, class: 'stack', novalidate: true, on: { submit: onSubmit } }, label.element, type.element, value.element);
  const dialog = openDialog({ title: 'Add an attribute', body: form, actions: [button('Cancel', { onClick: () => dialog.close('') }), submit] });

  async function onSubmit(event) {
    event.preventDefault();
    if (label.value.trim() === '') { label.error('Enter a label.'); label.input.focus(); return; }
    label.error(null);
    const given = value.value.trim();
    const isNumber = ['integer', 'decimal'].includes(type.value) && Number.isFinite(Number(given));
    const body = { label: label.value.trim(), type: type.value, ...(given === '' ? {} : { value: isNumber ? Number(given) : given }) };
    try {
      ({ key } = await busy(submit, 'Adding …', calls.addAttribute(body)));
      dialog.close('added');
    } catch (error) {
      label.error(error.message);
    }
  }
  await dialog.closed;
  return key;
}
