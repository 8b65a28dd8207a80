// The API credential: the pair to copy into Pento, what it may do, and which attributes it may read.

import { h, fill } from '/app/dom.js';
import { count } from '/app/format.js';
import { busy, button } from '/app/ui/button.js';
import { card } from '/app/ui/card.js';
import { confirm } from '/app/ui/confirm.js';
import { textField } from '/app/ui/field.js';
import { heading } from '/app/ui/heading.js';
import { toast } from '/app/ui/toast.js';
import { checkbox, toggle } from '/app/ui/toggle.js';
import { newAttribute } from './attribute-dialog.js';
import * as calls from './calls.js';
import { complaint } from './complaint.js';

const PERMISSIONS = [
  ['employees_read', 'Employees: Read', 'Needed to sync at all.'],
  ['documents_read', 'Documents: Read', 'Needed for payslip folders, and to check that payslips arrived.'],
  ['documents_write', 'Documents: Write', 'Needed to file payslips.'],
];

export async function show(view) {
  const [credential, attributes] = await Promise.all([calls.credential(), calls.attributes()]);
  const problem = h('div', { class: 'banner-region', role: 'alert' });
  // What did not work is told, and the control shows again what is the case.
  const told = async (work, undo = () => {}) => {
    fill(problem);
    try {
      return await work();
    } catch (error) {
      undo();
      fill(problem, complaint(error));
      return null;
    }
  };
  fill(view.root,
    heading({ title: 'API credential', lead: 'As under Settings › Integrations › API credentials in Personio. Copy the pair into Pento’s connect pop-up.' }),
    problem, pairCard(credential, told), permissionsCard(credential, told), attributesCard(attributes, told, view));
}

function pairCard({ client_id: id, client_secret: secret }, told) {
  const idField = copyField('Client ID', id);
  const secretField = copyField('Client Secret', secret);
  const rotate = button('Make a new pair', {
    icon: 'sync',
    onClick: async () => {
      const isSure = await confirm({
        title: 'Make a new pair?',
        body: 'The old one is refused at once. Pento’s connection breaks until somebody enters the new one there.',
        confirmLabel: 'Make a new pair',
      });
      if (!isSure) return;
      const fresh = await told(() => busy(rotate, 'Making …', calls.rotate()));
      if (!fresh) return;
      idField.input.value = fresh.client_id;
      secretField.input.value = fresh.client_secret;
      toast('The old pair is refused from now on');
    },
  });
  return card({ title: 'Client ID and Client Secret', body: [idField.element, secretField.element], foot: rotate });
}

function copyField(label, value) {
  const made = textField({ label, value, readonly: true });
  made.input.classList.add('sim-secret');
  made.input.addEventListener('focus', () => made.input.select());
  const copy = button(['Copy', h('span', { class: 'visually-hidden' }, ` ${label}`)], {
    onClick: async () => {
      try {
        await navigator.clipboard.writeText(made.input.value);
        toast(`${label} copied`);
      } catch {
        made.input.focus();
      }
    },
  });
  return { input: made.input, element: h('div', { class: 'sim-copy' }, made.element, copy) };
}

function permissionsCard({ permissions }, told) {
  const choices = PERMISSIONS.map(([name, label, hint]) => {
    const choice = toggle({
      label,
      hint,
      checked: permissions[name],
      onChange: (on) => told(async () => {
        await calls.permit(name, on);
        toast(on ? `${label}: granted` : `${label}: taken away`);
      }, () => { choice.checked = !on; }),
    });
    return choice.element;
  });
  return card({ title: 'Permissions', lead: 'They hold at once, for tokens in use too.', body: choices });
}

function attributesCard(attributes, told, view) {
  const boxes = attributes.map((attribute) => ({
    attribute,
    ...checkbox({ label: attribute.label, hint: `${attribute.type} · ${attribute.key}`, checked: attribute.readable, onChange: (on) => set([attribute.key], on) }),
  }));
  const inputOf = (key) => boxes.find(({ attribute }) => attribute.key === key).input;
  const ticked = h('span', { class: 'muted', role: 'status' });
  const tell = () => { ticked.textContent = `${boxes.filter(({ input }) => input.checked).length} of ${count(boxes.length, 'attribute', 'attributes')} readable`; };
  const set = (keys, on) => told(async () => {
    for (const key of keys) {
      await calls.tick(key, on);
      inputOf(key).checked = on;
    }
    tell();
  }, () => { for (const key of keys) inputOf(key).checked = !on; tell(); });
  const search = h('input', {
    id: 'find',
    type: 'search',
    class: 'input',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Find an attribute',
    on: {
      input: () => {
        const text = search.value.trim().toLowerCase();
        for (const { element, attribute } of boxes) element.hidden = !`${attribute.label} ${attribute.key}`.toLowerCase().includes(text);
      },
    },
  });
  const all = button('Select all', { onClick: () => set(boxes.filter(({ input }) => !input.checked).map(({ attribute }) => attribute.key), true) });
  const add = button('Add attribute', {
    icon: 'plus',
    onClick: async () => {
      const made = await newAttribute();
      if (!made) return;
      toast('The attribute was added');
      view.again();
    },
  });
  tell();
  return card({
    title: 'Readable employee attributes',
    lead: 'What is not ticked, Personio leaves out of its answers, and Pento keeps what it has.',
    actions: [all, add],
    body: [
      h('div', { class: 'sim-find' }, h('label', { for: 'find', class: 'visually-hidden' }, 'Find an attribute'), search, ticked),
      h('div', { class: 'sim-ticks' }, boxes.map(({ element }) => element)),
    ],
  });
}
