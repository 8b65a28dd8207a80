// A switch that can say what is wrong with it, as fields do.

import { h, uniqueId } from '../../dom.js';
import { icon } from '../../ui/icon.js';
import { toggle } from '../../ui/toggle.js';

export function switchField({ label, pointer, ...rest }) {
  const made = toggle({ label, pointer, ...rest });
  const id = uniqueId('switch-error');
  const words = h('p', { class: 'field-error', id, hidden: true });
  made.element.querySelector('.choice-words').append(words);
  const described = made.input.getAttribute('aria-describedby');
  return {
    element: made.element,
    input: made.input,
    pointer,
    label,
    error(message) {
      words.replaceChildren(...(message ? [icon('alert'), h('span', message)] : []));
      words.hidden = !message;
      const by = [described, message && id].filter(Boolean).join(' ');
      if (message) made.input.setAttribute('aria-invalid', 'true');
      else made.input.removeAttribute('aria-invalid');
      if (by) made.input.setAttribute('aria-describedby', by);
    },
  };
}
