// Draws a part of a screen anew while somebody may be in it: focus stays on the link, button or summary that is called the
// same as before. For lists that change by themselves.
//
//   refill(place, table({ ... }))

import { fill } from '../dom.js';

const REACHABLE = 'a[href], button, summary, [tabindex="0"]';
const nameOf = (element) => element.getAttribute('href') ?? element.getAttribute('aria-label') ?? element.textContent;

export function refill(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const name = focused && nameOf(focused);
  fill(element, ...children);
  if (!focused) return;
  [...element.querySelectorAll(REACHABLE)].find((one) => nameOf(one) === name)?.focus({ preventScroll: true });
}
