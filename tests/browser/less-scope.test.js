// Whoever may only look sees everything, changes nothing, and is told why: no surprise after a press.

import assert from 'node:assert/strict';
import { until } from './stage/pento.js';
import { raise } from './stage/scene.js';
import { banner, button, goTo, heading, seen } from './stage/steps.js';

const stage = await raise({ name: 'less-scope' });
const ADMIN = 'Only an admin can do this. Ask your Pento administrator for access.';
const SYNC = 'Only somebody who may start syncs can do this. Ask your Pento administrator for access.';

// Reachable by keyboard, marked, and with the reason for eyes and ears; a press does nothing.
async function refuses(control, reason) {
  await seen(control);
  assert.deepEqual(await control.evaluate((element) => [
    element.disabled, element.getAttribute('aria-disabled'), element.title, element.getAttribute('aria-description'),
  ]), [false, 'true', reason, reason]);
  await control.click({ force: true });
}

function onlyLooks(page) {
  const others = [];
  page.on('request', (request) => { if (request.method() !== 'GET') others.push(`${request.method()} ${request.url()}`); });
  return others;
}

stage.scene('with the scope to look, every control that changes anything says for whom it is', async ({ open }) => {
  const admin = stage.pento('demo');
  await stage.personio.permit('documents_write', false);
  const employees = await admin.employees('status=ready');
  const { payroll_id: month } = (await admin.get('/v1/payrolls')).items[0];
  const [{ employee_id: id }] = employees;
  await admin.finalise({ payroll_id: 'looked-at', pay_date: '2026-11-30', title: 'Payslip to look at', payslips: [{ employee_id: id, object_key: `demo/${month}/${id}.pdf` }] });
  await until('it has failed', async () => (await admin.get('/v1/payrolls/looked-at/payslips')).items[0]?.state === 'failed');
  const { key } = await stage.personio.addAttribute({ label: 'Desk', type: 'standard', value: 'D-7' });
  await admin.change((settings) => { settings.mapping.cost_centre = { attribute: key }; });
  await stage.personio.changeEverybody({ [key]: null });
  const held = await admin.syncAll();
  assert.equal(held.outcome, 'held');

  const page = await open('/app/?tenant=demo&scope=personio:read');
  const changes = onlyLooks(page);
  await refuses(button(page, 'Check again'), ADMIN);
  await refuses(button(page, 'Replace credentials'), ADMIN);
  await refuses(button(page, 'Disconnect'), ADMIN);

  await goTo(page, 'Settings');
  await seen(banner(page, 'You can look at these settings, not change them'));
  await seen(page.getByRole('combobox', { name: 'First name: Personio attribute' }));
  assert.deepEqual(await page.locator('.sections').locator('input:not([type="search"]), select').evaluateAll((all) => all.filter((one) => !one.disabled).map((one) => one.id)), []);
  for (const name of ['Add filter', 'Review and save', /^Use /, /^Remove filter/]) assert.equal(await button(page, name).filter({ visible: true }).count(), 0);
  await seen(page.getByText('How many people that is, is shown to those who may start syncs.'));

  await goTo(page, 'Employees');
  await refuses(button(page, 'Sync a new person'), SYNC);
  assert.equal(await button(page, 'Add employee').count(), 0);
  await button(page, `Actions for ${id}`).click();
  const item = page.getByRole('menuitem', { name: 'Sync now' });
  assert.equal(await item.getAttribute('aria-disabled'), 'true');
  await seen(item.getByText(SYNC));
  await item.click({ force: true });
  await page.keyboard.press('Escape');
  await page.locator(`th a[href="#/employees/${id}"]`).click();
  await seen(page.getByText('Only an admin can edit, and sees bank details, dates of birth and identity numbers in full.'));
  await refuses(button(page, 'Sync now'), SYNC);
  assert.equal(await button(page, /^Edit/).count(), 0);
  // Identity numbers and bank details are masked, and stand nowhere in the page.
  const { fields } = await admin.employee(id);
  const shown = await page.locator('main').innerText();
  const masked = await page.locator('.masked').allInnerTexts();
  assert.ok(masked.some((text) => text === `*******${fields.national_insurance_number.slice(-2)}`), masked.join(' '));
  for (const field of ['national_insurance_number', 'bank_sort_code', 'bank_account_number']) assert.ok(!shown.replace(/[ -]/g, '').includes(fields[field]), field);

  await goTo(page, 'Sync history');
  await refuses(button(page, 'Sync all'), SYNC);
  await page.goto(`/app/?tenant=demo&scope=personio:read#/history/${held.id}`);
  await seen(page.getByRole('heading', { name: 'Waiting for an admin’s answer' }));
  await refuses(button(page, 'Approve …'), ADMIN);
  await refuses(button(page, 'Reject …'), ADMIN);

  await goTo(page, 'Payslips');
  await page.getByRole('link', { name: 'Payslip to look at' }).click();
  await seen(heading(page, 'Payslip to look at'));
  await refuses(button(page, 'Retry failed (1)'), SYNC);
  assert.deepEqual(changes, []);
});

stage.scene('with the scope to sync, one employee can be synced, and settings can not be changed', async ({ open }) => {
  const [employee] = await stage.pento('demo').employees('status=ready');
  const page = await open(`/app/?tenant=demo&scope=personio:sync#/employees/${employee.employee_id}`);
  await button(page, 'Sync now').click();
  await seen(page.locator('.banner-title').filter({ hasText: `${employee.fields.first_name} ${employee.fields.last_name}` }));
  assert.equal(await button(page, /^Edit/).count(), 0);
  await goTo(page, 'Settings');
  await seen(banner(page, 'You can look at these settings, not change them'));
  await seen(page.getByText(/\d+ of \d+ people in Personio are excluded\./));
  await goTo(page, 'Integrations');
  await refuses(button(page, 'Disconnect'), ADMIN);
});
