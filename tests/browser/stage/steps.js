// Steps that many stories take with a mouse, in the words of a person.

import assert from 'node:assert/strict';

export const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: typeof name === 'string' });
export const dialog = (page, name) => page.getByRole('dialog', { name });
export const button = (scope, name) => scope.getByRole('button', { name, exact: typeof name === 'string' });
export const nav = (page, name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
export function banner(scope, title) {
  const page = scope.page?.() ?? scope;
  return scope.locator('.banner', { has: page.locator('.banner-title', { hasText: title }) });
}

// What is read out stands in the page a second time, and forms hold messages that are not shown yet: one that is seen will do.
export const seen = (locator) => locator.filter({ visible: true }).first().waitFor();
export const gone = (locator) => locator.waitFor({ state: 'detached' });

// Opens a screen by the navigation, and waits until it has its heading.
export async function goTo(page, name) {
  await nav(page, name).click();
  await seen(heading(page, name));
}

// Types into a combobox and takes the option of this name.
export async function choose(page, box, typed, option) {
  await box.click();
  await box.fill(typed);
  await page.getByRole('listbox').getByRole('option', { name: option }).first().click();
}

// The text of an element, once it is as wanted: fails with what was there instead.
export async function says(locator, wanted) {
  const matches = (text) => (wanted instanceof RegExp ? wanted.test(text) : text === wanted);
  let text = '';
  const end = Date.now() + 20_000;
  do {
    text = (await locator.innerText()).replace(/\s+/g, ' ').trim();
    if (matches(text)) return text;
    await locator.page().waitForTimeout(50);
  } while (Date.now() < end);
  return assert.fail(`says “${text}” and not ${wanted instanceof RegExp ? wanted : `“${wanted}”`}`);
}

// { Created: 212, Excluded: 20 }: the numbers of a review or a list of tiles.
export async function numbers(list, { term, value }) {
  const rows = await list.evaluate((element, [termOf, valueOf]) => [...element.children].map((row) => [row.querySelector(termOf).innerText, row.querySelector(valueOf).innerText]), [term, value]);
  return Object.fromEntries(rows.map(([name, text]) => [name, Number(text.replaceAll(',', ''))]));
}
