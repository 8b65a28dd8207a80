// At the lower edge while something is not saved: how much that is, and what can be done about it.

import { h, fill } from '../../dom.js';
import { count } from '../../format.js';
import { button } from '../../ui/button.js';
import { confirm } from '../../ui/confirm.js';

export function saveBar({ draft, locked, onSave, onDiscard }) {
  const words = h('p', { class: 'save-words', role: 'status' });
  const save = button('Review and save', { kind: 'primary', onClick: onSave });
  const discard = button('Discard changes', { onClick: async () => {
    const isSure = await confirm({
      title: 'Discard your changes?',
      body: 'The settings go back to what was saved last.',
      confirmLabel: 'Discard changes',
      cancelLabel: 'Keep them',
      danger: true,
    });
    if (isSure) onDiscard();
  } });
  const element = h('div', { class: 'save-bar' }, h('div', { class: 'save-bar-inner' }, words, h('div', { class: 'save-actions' }, discard, save)));
  const draw = () => {
    const many = draft.differences.length;
    element.hidden = locked !== null || many === 0;
    fill(words, draft.isFirst ? `${count(many, 'choice', 'choices')}, not saved yet` : count(many, 'unsaved change', 'unsaved changes'));
  };
  draft.watch(draw);
  draw();
  return { element };
}
