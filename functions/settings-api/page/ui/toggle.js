// Yes or no.
//
//   const pause = toggle({ label: 'Pause syncing', hint: '...', checked, onChange: (on) => ... });   a switch
//   checkbox({ label, checked, onChange })
//   pause.element   pause.input   pause.checked

import { h, uniqueId } from '../dom.js';

export const toggle = (options) => choice({ ...options, role: 'switch', kind: 'switch' });
export const checkbox = (options) => choice({ ...options, kind: 'checkbox' });

function choice({ label, hint, checked = false, disabled, onChange, role, kind, pointer }) {
  const id = uniqueId(kind);
  const reason = typeof disabled === 'string' ? disabled : null;
  const input = h('input', {
    id,
    type: 'checkbox',
    role,
    class: kind,
    checked,
    disabled: Boolean(disabled),
    'aria-describedby': hint || reason ? `${id}-hint` : null,
    on: { change: () => onChange?.(input.checked) },
  });
  const element = h('div', { class: 'choice', data: { pointer } },
    input,
    h('div', { class: 'choice-words' },
      h('label', { for: id }, label),
      (hint || reason) && h('p', { class: 'field-hint', id: `${id}-hint` }, hint, hint && reason && ' ', reason)));
  return { element, input, get checked() { return input.checked; }, set checked(on) { input.checked = on; } };
}
