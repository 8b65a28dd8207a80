// Payslips: a payroll is finalised, and somebody watches them arrive, or learns why they don't.

import assert from 'node:assert/strict';
import { until } from './stage/pento.js';
import { raise } from './stage/scene.js';
import { banner, button, goTo, heading, numbers, says, seen } from './stage/steps.js';

const stage = await raise({ name: 'payslips' });
// The demo company: there is a file for everybody who is ready.
const pento = stage.pento('demo');
const { payroll_id: month } = (await pento.get('/v1/payrolls')).items[0];
const ready = (await pento.employees('status=ready')).map(({ employee_id: id }) => id);
const payroll = (id, title, people) => pento.finalise({
  payroll_id: id,
  pay_date: '2026-11-30',
  title,
  payslips: people.map((employee_id) => ({ employee_id, object_key: `demo/${month}/${employee_id}.pdf` })),
});
const states = (page) => numbers(page.getByRole('group', { name: 'Show payslips by state' }), { term: '.filter-tile-label', value: '.filter-tile-count' });

stage.scene('a finalised payroll appears by itself, and its payslips arrive one after the other', async ({ open }) => {
  const page = await open('/app/#/payslips');
  await seen(page.getByRole('link', { name: /^Payslip/ }).first());
  const people = ready.slice(0, 3);
  await payroll('browser-1', 'Payslip November, weekly', people);
  // Nobody reloads: the list looks for new payrolls itself.
  const row = page.locator('.payroll').filter({ hasText: 'Payslip November, weekly' });
  await seen(row);
  await row.getByRole('link').click();
  await seen(heading(page, 'Payslip November, weekly'));
  await says(page.locator('.progress-text'), 'All 3 are in Personio');
  assert.deepEqual(await page.locator('progress').evaluate((bar) => [bar.value, bar.max]), [3, 3]);
  assert.deepEqual(await states(page), { All: 3, Uploaded: 3 });
  assert.deepEqual(await page.locator('tbody th a').allInnerTexts(), people);
  const { items } = await pento.get('/v1/payrolls/browser-1/payslips');
  assert.deepEqual(await page.locator('tbody .payslip-document code').allInnerTexts(), items.map(({ document_id: id }) => String(id)));
});

stage.scene('what Personio does not let in says so, and a retry sends it once that is put right', async ({ open }) => {
  await stage.personio.permit('documents_write', false);
  await payroll('browser-2', 'Payslip November, late', ready.slice(3, 5));
  await until('both have failed', async () => (await pento.get('/v1/payrolls/browser-2/payslips')).items.filter(({ state }) => state === 'failed').length === 2);
  const page = await open('/app/#/payslips/browser-2');
  await seen(heading(page, 'Payslip November, late'));
  await says(page.locator('.progress-text'), '0 of 2 payslips in Personio');
  assert.deepEqual(await states(page), { All: 2, Failed: 2, Uploaded: 0 });
  await says(page.locator('tbody .payslip-words strong').first(), 'A permission is missing in Personio');
  assert.equal(await page.locator('tbody').getByRole('link', { name: 'Open integrations' }).first().getAttribute('href'), '#/integrations');

  await stage.personio.permit('documents_write', true);
  await button(page, 'Retry failed (2)').click();
  await seen(banner(page, '2 payslips are taken up again'));
  await says(page.locator('.progress-text'), 'All 2 are in Personio');
  assert.deepEqual(await states(page), { All: 2, Uploaded: 2 });
  assert.ok(!(await button(page, /^Retry failed/).isVisible()));
  const { items } = await pento.get('/v1/payrolls/browser-2/payslips');
  assert.deepEqual(items.map(({ state }) => state), ['uploaded', 'uploaded']);
  await goTo(page, 'Payslips');
  await says(page.locator('.payroll').filter({ hasText: 'Payslip November, late' }).locator('.progress-text'), 'All 2 are in Personio');
});
