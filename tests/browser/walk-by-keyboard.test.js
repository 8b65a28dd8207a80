// The same walk with the keyboard alone: no click anywhere, and after each step focus is seen.

import assert from 'node:assert/strict';
import { Keyboard } from './stage/keyboard.js';
import { raise } from './stage/scene.js';
import { banner, button, dialog, gone, heading, nav, says, seen } from './stage/steps.js';

const stage = await raise({ name: 'walk-by-keyboard' });

stage.scene('everything from connecting to Sync now can be done by keyboard', async ({ open, watch }) => {
  const pento = stage.pento('keys');
  // Somebody of whom payroll needs one thing more.
  await stage.personio.addPerson({ [await stage.personio.key('Tax code')]: null });
  const account = await stage.personio.account();
  const page = await open('/app/?tenant=keys');
  const keys = new Keyboard(page);

  await connect(page, keys, watch, account);
  await chooseSettings(page, keys, pento, account);
  await save(page, keys);
  const employee = await openPending(page, keys, pento);
  await putRight(page, employee);
  await syncNow(page, keys, pento, employee);
});

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

async function connect(page, keys, watch, account) {
  await seen(heading(page, 'Integrations'));
  // The first stop of all leads past the navigation.
  await keys.press('Tab');
  await keys.lookAtFocus();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
  await keys.press('Enter');
  assert.ok(await isFocused(page.locator('main')));
  await keys.activate(button(page, 'Integrate'), { most: 3 });
  const popUp = dialog(page, 'Connect Personio');
  await seen(popUp);
  // The pop-up opens in its first field, Escape leaves it, and focus is back where it was.
  assert.ok(await isFocused(popUp.getByLabel('Client ID')));
  await keys.press('Escape');
  await gone(popUp);
  assert.ok(await isFocused(button(page, 'Integrate')));
  await keys.press('Enter');
  await seen(popUp);

  watch.announce('PUT /v1/integrations/personio/connection', 422);
  await keys.type(account.client_id);
  await keys.write(popUp.getByLabel('Client Secret'), 'not-the-secret');
  await keys.press('Enter');
  const problem = popUp.getByRole('alert');
  await seen(problem.getByText('Personio refuses these credentials'));
  assert.ok(await isFocused(problem));
  // The line of the error leads to the field.
  await keys.activate(problem.getByRole('button'));
  assert.ok(await isFocused(popUp.getByLabel('Client Secret')));
  await keys.type(account.client_secret);
  await keys.press('Enter');
  await gone(popUp);
  await seen(heading(page, 'Settings'));
  assert.ok(await isFocused(heading(page, 'Settings')));
}

async function chooseSettings(page, keys, pento, account) {
  await keys.activate(button(page.getByRole('region', { name: /^Personio is connected/ }), /^Use all \d+ suggestions$/));
  assert.equal(await page.getByRole('combobox', { name: 'First name: Personio attribute' }).inputValue(), 'First name');

  await keys.activate(button(page, 'Add filter'), { back: true });
  const filter = page.locator('.filter').first();
  const attribute = filter.getByRole('combobox', { name: 'Attribute' });
  assert.ok(await isFocused(attribute));
  await keys.choose(attribute, 'count', 'Country');
  await keys.to(filter.getByLabel('Comparison'));
  await keys.type('is not');
  assert.equal(await filter.getByLabel('Comparison').evaluate((select) => select.value), 'is_not');
  await keys.choose(filter.getByRole('combobox', { name: 'Value' }), 'united k', 'United Kingdom');
  await says(page.locator('.sentence'), 'Excluded is whoever’s Country is not United Kingdom.');
  const country = account.attributes.find(({ label }) => label === 'Country').key;
  const { counts } = await pento.preview(await pento.suggested({
    exclusions: { enabled: true, filters: [{ attribute: country, operator: 'is_not', values: ['United Kingdom'] }] },
  }));
  await says(page.locator('.excluded-count'), new RegExp(`^${counts.excluded} of ${counts.read} people in Personio are excluded\\.`));

  const payslips = page.getByRole('switch', { name: 'Send payslips to Personio' });
  await keys.activate(payslips, { key: 'Space' });
  assert.ok(await payslips.isChecked());
  await keys.to(page.getByLabel('Folder in Personio'));
  await keys.type('Payslips');
  assert.equal(await page.getByLabel('Folder in Personio').evaluate((select) => select.selectedOptions[0].label), 'Payslips');
}

async function save(page, keys) {
  await keys.activate(button(page, 'Review and save'));
  const popUp = dialog(page, 'What the first sync would do');
  await seen(popUp.locator('.counts'));
  // The parts of the review are one stop, and arrows go from one to the next.
  await keys.to(popUp.getByRole('tab', { name: /^Created or updated/ }));
  await keys.press('ArrowRight');
  await keys.lookAtFocus();
  assert.equal(await popUp.getByRole('tab', { name: /^Not synced/ }).getAttribute('aria-selected'), 'true');
  await keys.activate(button(popUp, 'Save and sync'));
  await page.waitForURL(/#\/history\/[0-9a-f-]{36}$/);
  await seen(page.getByText('Completed', { exact: true }));
  assert.ok(await isFocused(page.locator('h1')));
}

async function openPending(page, keys, pento) {
  const employee = await pento.pendingFor('tax_code');
  await keys.activate(nav(page, 'Employees'), { back: true });
  await seen(heading(page, 'Employees'));
  // Radio buttons: one stop, and arrows choose.
  await keys.to(page.getByRole('radio', { name: 'All' }));
  await keys.press('ArrowRight');
  await keys.lookAtFocus();
  await page.waitForURL(/status=pending$/);
  const row = page.getByRole('row').filter({ has: page.locator(`a[href="#/employees/${employee.employee_id}"]`) });
  await seen(row);
  // The row's menu: arrows go round in it, Escape leads back to its button.
  const opener = button(row, `Actions for ${employee.employee_id}`);
  await keys.activate(opener);
  const menu = page.getByRole('menu', { name: `Actions for ${employee.employee_id}` });
  assert.ok(await isFocused(menu.getByRole('menuitem', { name: 'Sync now' })));
  await keys.press('Escape');
  assert.ok(await isFocused(opener));
  await keys.press('ArrowUp');
  assert.ok(await isFocused(menu.getByRole('menuitem', { name: 'Open' })));
  await keys.press('Enter');
  await seen(page.locator('.blockers-card'));
  await says(page.locator('.blocker-words > p').first(), 'Tax code: missing; fill in Tax code in Personio');
  return employee;
}

async function putRight(page, employee) {
  const tab = await page.context().newPage();
  await tab.goto('/dev/personio');
  const keys = new Keyboard(tab);
  const name = `${employee.fields.first_name} ${employee.fields.last_name}`;
  await keys.write(tab.getByLabel('Search people'), name);
  await keys.activate(tab.getByRole('link', { name: new RegExp(`^${name}`) }));
  await seen(tab.getByRole('heading', { level: 2, name }));
  await keys.write(tab.getByLabel('Find an attribute'), 'tax code');
  await keys.write(tab.getByLabel('Tax code', { exact: true }), '1257L');
  await keys.press('Enter');
  await seen(tab.getByText('Saved. Press Sync now in Pento to see it there.').first());
  await tab.close();
}

async function syncNow(page, keys, pento, employee) {
  const sync = button(page, 'Sync now');
  await keys.activate(sync);
  await seen(banner(page, `${employee.fields.first_name} ${employee.fields.last_name} is now Ready`));
  // Whoever pressed it may press it again.
  assert.ok(await isFocused(sync));
  await says(page.locator('.heading-title .badge'), 'Ready');
  const after = await pento.employee(employee.employee_id);
  assert.deepEqual([after.status, after.fields.tax_code], ['ready', '1257L']);
}
