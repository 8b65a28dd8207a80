// Somebody without a mouse: every step is a key, and after every Tab the place of focus has to be seen.

import assert from 'node:assert/strict';

export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  // Goes on by Tab until the element has focus; `back` goes the other way.
  async to(target, { back = false, most = 300 } = {}) {
    await target.first().waitFor({ state: 'attached' });
    const wanted = await target.first().elementHandle();
    for (let step = 0; step < most; step += 1) {
      if (await this.isAt(wanted)) return;
      await this.page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
      await this.lookAtFocus();
    }
    assert.fail(`${target} was not reached by ${most} steps`);
  }

  isAt(handle) {
    return handle.evaluate((element) => element === document.activeElement);
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  // Over what stands in a field.
  async write(target, text, way) {
    await this.to(target, way);
    await this.press('ControlOrMeta+a');
    await this.type(text);
  }

  async activate(target, { key = 'Enter', ...way } = {}) {
    await this.to(target, way);
    await this.press(key);
  }

  // Searches in a combobox, and takes the option that is marked then.
  async choose(target, typed, option, way) {
    await this.write(target, typed, way);
    const marked = this.page.locator('.option-active');
    await marked.filter({ hasText: option }).waitFor();
    await this.press('Enter');
  }

  // Focus is on something that can be seen, is marked, and is not hidden below something else (WCAG 2.4.7, 2.4.11).
  async lookAtFocus() {
    const found = await this.page.evaluate(focusNow);
    assert.deepEqual(found.wrong, [], `focus on ${found.what}`);
  }
}

// Runs in the page.
function focusNow() {
  const element = document.activeElement;
  const what = `<${element.localName}> “${(element.getAttribute('aria-label') ?? element.innerText ?? '').slice(0, 60)}” at ${location.hash}`;
  // After the last element focus goes to the browser itself.
  if (element === document.body || element === document.documentElement) return { what, wrong: [] };
  const wrong = [];
  const isMarked = (one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  };
  // A radio button that is drawn by its label is marked there.
  const box = element.getBoundingClientRect();
  const isDrawnElsewhere = box.width <= 2 || box.height <= 2 || getComputedStyle(element).opacity === '0';
  const seen = isDrawnElsewhere ? element.closest('label') ?? element.nextElementSibling : element;
  if (![seen, seen.parentElement, element.nextElementSibling].some(isMarked)) wrong.push('it is not marked');
  const { left, right, top, bottom } = seen.getBoundingClientRect();
  const isInside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  if (!isInside) wrong.push('it is out of sight');
  const middle = (from, to, size) => (Math.max(from, 0) + Math.min(to, size)) / 2;
  const points = [0.02, 0.5, 0.98].flatMap((down) => [0.02, 0.5, 0.98].map((across) => [left + (right - left) * across, top + (bottom - top) * down]));
  const hits = [[middle(left, right, innerWidth), middle(top, bottom, innerHeight)], ...points].filter(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && seen.contains(hit);
  });
  if (isInside && hits.length === 0) wrong.push('something lies over it');
  return { what, wrong };
}
