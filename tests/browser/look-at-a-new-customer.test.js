// Every screen as a new customer meets it, the way from connecting to the first save, and what stands where nothing is.

import { inspect } from './stage/inspect.js';
import { raise } from './stage/scene.js';
import { button, choose, dialog, goTo, heading, nav, seen } from './stage/steps.js';

const stage = await raise({ name: 'new-customer' });

stage.scene('before anything is connected', async ({ open }) => {
  const page = await open('/app/?tenant=new');
  await seen(button(page, 'Integrate'));
  await inspect(page, 'integrations-not-connected');
  await goTo(page, 'Employees');
  await seen(page.getByText('No employees yet'));
  await inspect(page, 'employees-empty');
  await goTo(page, 'Sync history');
  await seen(page.getByText('Nothing was synced yet'));
  await inspect(page, 'history-empty');
  await goTo(page, 'Payslips');
  await seen(page.getByText('No payroll yet'));
  await inspect(page, 'payslips-empty');
  await page.goto('/app/?tenant=new#/settings');
  await seen(page.getByText('Connect Personio first'));
  await inspect(page, 'settings-not-connected');
});

stage.scene('connecting', async ({ open, watch }) => {
  const page = await open('/app/?tenant=connecting');
  await button(page, 'Integrate').click();
  const popUp = dialog(page, 'Connect Personio');
  await seen(popUp);
  await inspect(page, 'connect', { whole: false });
  watch.announce('PUT /v1/integrations/personio/connection', 422);
  await popUp.getByLabel('Client ID').fill('papi-example');
  await popUp.getByLabel('Client Secret').fill('wrong');
  await button(popUp, 'Connect').click();
  await seen(popUp.getByRole('alert').filter({ hasText: 'Personio refuses' }));
  await inspect(page, 'connect-refused', { whole: false });
  const account = await stage.personio.account();
  await popUp.getByLabel('Client ID').fill(account.client_id);
  await popUp.getByLabel('Client Secret').fill(account.client_secret);
  await button(popUp, 'Connect').click();
  await seen(page.getByRole('region', { name: /^Personio is connected/ }));
  await page.locator('.sample').first().waitFor();
  await inspect(page, 'settings-first');
  await nav(page, 'Integrations').click();
  await seen(page.getByText('One more step'));
  await inspect(page, 'integrations-waiting-for-settings');
});

stage.scene('choosing and saving for the first time', async ({ open }) => {
  const pento = stage.pento('choosing');
  await pento.connect(await stage.personio.account());
  const page = await open('/app/?tenant=choosing#/settings');
  await button(page.getByRole('region', { name: /^Personio is connected/ }), /^Use all/).click();
  await button(page, 'Add filter').click();
  const filter = page.locator('.filter').first();
  const attribute = filter.getByRole('combobox', { name: 'Attribute' });
  await choose(page, attribute, 'count', /^Country/);
  await filter.getByLabel('Comparison').selectOption('is not one of');
  const values = filter.getByRole('combobox', { name: 'Any of these values' });
  await values.fill('united');
  await seen(page.getByRole('option', { name: 'United Kingdom' }));
  await inspect(page, 'settings-choosing-a-value', { whole: false, part: '.filter', again: async () => { await values.press('Escape'); await values.fill('united'); await values.scrollIntoViewIfNeeded(); } });
  await page.getByRole('option', { name: 'United Kingdom' }).click();
  await values.press('Escape');
  await page.getByRole('switch', { name: 'Send payslips to Personio' }).check();
  await seen(page.getByText(/^\d+ of \d+ people in Personio are excluded\./));
  await button(page, 'Review and save').click();
  const summary = page.getByRole('alert').filter({ hasText: 'Please check what you entered' });
  await seen(summary);
  await inspect(page, 'settings-with-an-error');
  await page.getByLabel('Folder in Personio').selectOption('Payslips');
  await button(page, 'Review and save').click();
  const review = dialog(page, 'What the first sync would do');
  await seen(review.locator('.counts'));
  await review.locator('.review-details').first().locator('summary').click();
  await inspect(page, 'review-first', { whole: false });
  await review.getByRole('tab', { name: /^Not synced/ }).click();
  await inspect(page, 'review-not-synced', { whole: false });
  await review.getByRole('tab', { name: /^Problems/ }).click();
  await inspect(page, 'review-problems', { whole: false });
});

stage.scene('what stands where a screen can not be', async ({ open, watch }) => {
  const page = await open('/app/?tenant=new#/history/none');
  watch.announce('GET /v1/integrations/personio/runs/none', 404);
  await seen(page.getByText('There is no such sync'));
  await inspect(page, 'sync-unknown');
  await page.route('**/v1/employees?*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ status: 503, code: 'unavailable', detail: 'Pento’s store did not answer. Try again in a moment.' }) }));
  watch.announce(/^GET \/v1\/employees\?/, 503);
  await goTo(page, 'Employees');
  await seen(page.getByRole('alert').getByText('Please try again in a moment'));
  await inspect(page, 'employees-error');
  await page.unroute('**/v1/employees?*');
  await page.context().setOffline(true);
  watch.announce(/^GET \/v1\/employees\?/, 'failed');
  await button(page, 'Try again').click();
  await seen(page.getByText('You are offline'));
  await inspect(page, 'employees-offline');
  await page.context().setOffline(false);

  await page.route('**/dev/token?*', (route) => route.fulfill({ status: 404, body: '' }));
  watch.announce(/^GET \/dev\/token/, 404);
  await page.goto('/app/?tenant=nobody');
  await seen(heading(page, 'Open this page from Pento'));
  await inspect(page, 'outside-of-pento');
});
