// Pause, and holiday pay in pension calculations.

import { h, fill } from '../../dom.js';
import { icon } from '../../ui/icon.js';
import { switchField } from './switch-field.js';

const effect = (sign, text) => h('li', icon(sign), h('span', text));

const WHILE_PAUSED = [
  ['pause', 'The hourly sync and Sync all write nothing, nor does saving settings.'],
  ['check', 'Sync now for one employee goes on working.'],
  ['check', 'Payslips of finalised payrolls are still sent.'],
];
const WHILE_RUNNING = [
  ['check', 'Every hour, and when you save settings, Pento takes over what has changed in Personio.'],
];

export function generalSection({ draft, locked }) {
  const { choices } = draft;
  const effects = h('ul', { class: 'effects' });
  const draw = () => fill(effects, (draft.choices.paused ? WHILE_PAUSED : WHILE_RUNNING).map(([sign, text]) => effect(sign, text)));
  const pause = switchField({
    label: 'Pause syncing',
    hint: 'For a while in which nothing in Pento may change, such as during payroll.',
    pointer: '/paused',
    checked: choices.paused,
    disabled: locked !== null,
    onChange: (on) => draft.change((now) => { now.paused = on; }),
  });
  const pension = switchField({
    label: 'Include holiday pay in pension calculations',
    hint: 'What a leaver starts with when the termination date arrives. Anybody’s own setting can be changed afterwards, and is then kept.',
    pointer: '/include_holiday_pay_in_pension',
    checked: choices.pension,
    disabled: locked !== null,
    onChange: (on) => draft.change((now) => { now.pension = on; }),
  });
  draft.watch(draw);
  draw();
  return {
    id: 'general',
    title: 'General',
    body: [h('div', { class: 'setting' }, pause.element, effects), h('div', { class: 'setting' }, pension.element)],
    fields: () => [pause, pension],
  };
}
