// The only place where elements are made. Whatever comes from the server becomes a text node, never markup.
//
//   h('p', { class: 'lead' }, 'Hello ', h('strong', name))      the attributes may be left out
//   h('button', { type: 'button', on: { click: save }, disabled: !ready }, 'Save')
//   h('input', { value: text, 'aria-invalid': true })
//
// Attributes: null, undefined and false are left out, true becomes an empty attribute (of `aria-*`: the word). `on` takes
// listeners, `props` sets properties (checked, indeterminate), `data` sets data-* attributes.
// Children: nodes, texts, numbers, arrays of them; null, undefined and false are left out.

const AS_PROPERTY = new Set(['value', 'checked', 'selected', 'indeterminate']);
// An address that a browser would run as a script must not get into a link, whoever wrote it.
const SAFE_ADDRESS = /^(#|https:\/\/|mailto:)/;

export function h(tag, ...given) {
  const element = document.createElement(tag);
  const [attributes, children] = isAttributes(given[0]) ? [given[0], given.slice(1)] : [{}, given];
  const { on, props, data, ...rest } = attributes;
  for (const [name, value] of Object.entries(rest)) setAttribute(element, name, value);
  append(element, children);
  // After the children: a select has to have its options before it can take a value.
  for (const [name, value] of Object.entries(rest)) {
    if (AS_PROPERTY.has(name) && value !== null && value !== undefined) element[name] = value;
  }
  for (const [name, value] of Object.entries(props ?? {})) element[name] = value;
  for (const [name, value] of Object.entries(data ?? {})) {
    if (value !== null && value !== undefined) element.dataset[name] = value;
  }
  for (const [name, listener] of Object.entries(on ?? {})) if (listener) element.addEventListener(name, listener);
  return element;
}

// Attributes may be left out; then the first thing is a child already.
const isAttributes = (first) => first !== null && typeof first === 'object' && Object.getPrototypeOf(first) === Object.prototype;

function setAttribute(element, name, value) {
  if (AS_PROPERTY.has(name) || value === null || value === undefined) return;
  if (/^(on|style$|srcdoc$)/i.test(name)) throw new Error(`The attribute ${name} is not set here.`);
  if (name === 'href' && !SAFE_ADDRESS.test(value)) throw new Error('This address is not linked to.');
  if (name.startsWith('aria-')) element.setAttribute(name, String(value));
  else if (value === true) element.setAttribute(name, '');
  else if (value !== false) element.setAttribute(name, value);
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// Puts these children in place of whatever an element holds.
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

let ids = 0;
// An id that no other element of the page has.
export function uniqueId(stem = 'id') {
  ids += 1;
  return `${stem}-${ids}`;
}
