// When something is not there: the session, the network, an answer, or anything to show. Each time the page says what is
// wrong and what to do, and goes on once it can.

import assert from 'node:assert/strict';
import { raise } from './stage/scene.js';
import { banner, button, goTo, heading, nav, seen } from './stage/steps.js';

const stage = await raise({ name: 'adversity' });

const problem = (status, code, detail) => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'x', status, code, detail }) });

stage.scene('a session that has ended leaves nothing of anybody on the page', async ({ open, watch }) => {
  const page = await open('/app/#/employees');
  await seen(page.locator('tbody th a').first());
  const name = await page.locator('tbody th a').first().innerText();
  await page.route('**/v1/**', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"message":"Unauthorized"}' }));
  await page.route('**/dev/token?*', (route) => route.fulfill({ status: 404, body: '' }));
  for (const asked of ['/v1/integrations/personio/connection', '/v1/integrations/personio/runs?limit=25']) watch.announce(`GET ${asked}`, 401);
  watch.announce(/^GET \/dev\/token/, 404);
  await nav(page, 'Sync history').click();
  await seen(heading(page, 'Your session has ended'));
  await seen(page.getByText('Open this page again from Pento.'));
  assert.ok(!(await page.content()).includes(name));
});

stage.scene('outside of Pento the page asks to be opened from there, and a token of the address is taken out of it', async ({ open, watch }) => {
  const page = await open('/app/icon.svg');
  await page.route('**/dev/token?*', (route) => route.fulfill({ status: 404, body: '' }));
  watch.announce(/^GET \/dev\/token/, 404);
  await page.goto('/app/');
  await seen(heading(page, 'Open this page from Pento'));

  const token = await stage.pento('demo').token();
  await page.goto('about:blank');
  await page.goto(`/app/#access_token=${token}&token_type=Bearer&to=/employees`);
  await seen(heading(page, 'Employees'));
  await seen(page.locator('tbody th a').first());
  assert.equal(page.url(), `${stage.url}/app/#/employees`);
  assert.deepEqual(await page.evaluate(() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie]), ['{}', '{}', '']);
  // The switch of tenants is for developers alone.
  assert.equal(await button(page, /^Look as/).count(), 0);
  await page.goBack();
  assert.ok(!page.url().includes('access_token'));
});

stage.scene('without a network each screen says so, and comes back', async ({ open, watch }) => {
  const page = await open('/app/#/employees');
  await seen(page.locator('tbody th a').first());
  await page.context().setOffline(true);
  watch.announce(/^GET \/v1\/employees\?/, 'failed');
  await page.getByRole('radio', { name: 'Ready' }).check();
  await seen(page.getByRole('alert').getByText('You are offline'));
  await page.context().setOffline(false);
  await button(page, 'Try again').click();
  await seen(page.locator('tbody th a').first());

  // Sync now, from the page of somebody.
  await goTo(page, 'Employees');
  await page.locator('tbody th a').first().click();
  await seen(button(page, 'Sync now'));
  await page.context().setOffline(true);
  watch.announce(/^POST \/v1\/employees\/[^/]+\/sync$/, 'failed');
  await button(page, 'Sync now').click();
  const told = banner(page, 'Not synced. You are offline.');
  await seen(told.getByText('Nothing was changed.'));
  await page.context().setOffline(false);
  await button(told, 'Try again').click();
  await seen(page.locator('.banner-good'));
});

stage.scene('a screen whose files could not be had comes once the network is back, with the same session', async ({ open, watch }) => {
  const page = await open('/app/icon.svg');
  const token = await stage.pento('demo').token();
  await page.goto(`/app/#access_token=${token}&to=/employees?status=ready`);
  await seen(page.locator('tbody th a').first());
  await page.context().setOffline(true);
  watch.announce(/^GET \/app\/screens\/payslips\//, 'failed');
  await nav(page, 'Payslips').click();
  await seen(page.getByRole('heading', { level: 1, name: 'You are offline' }));
  // Too early: it is said again, and nothing is lost.
  watch.announce('GET /app/', 'failed');
  await button(page, 'Try again').click();
  await page.context().setOffline(false);
  await button(page, 'Try again').click();
  await seen(heading(page, 'Payslips'));
  await seen(page.locator('.payroll').first());
  assert.equal(page.url(), `${stage.url}/app/#/payslips`);
  await page.goBack();
  await seen(heading(page, 'Employees'));
  assert.equal(page.url(), `${stage.url}/app/#/employees?status=ready`);
});

stage.scene('an answer that is none takes the screen’s place, with what to do and a way to try again', async ({ open, watch }) => {
  const screens = [
    ['Integrations', '/v1/integrations/personio/connection', '.integration'],
    ['Settings', '/v1/integrations/personio/settings', '.settings-section'],
    ['Employees', '/v1/employees?limit=50', '.table-region tbody tr'],
    ['Sync history', '/v1/integrations/personio/runs?limit=25', '.table-region tbody tr'],
    ['Payslips', '/v1/payrolls', '.payroll'],
  ];
  // Begins where none of them is asked.
  const page = await open('/app/#/history/none');
  watch.announce('GET /v1/integrations/personio/runs/none', 404);
  await seen(page.getByRole('heading', { name: 'There is no such sync' }));
  for (const [name, path, content] of screens) {
    const address = new RegExp(`${path.replace(/[?.]/g, '\\$&')}$`);
    await page.route(address, (route) => route.fulfill(problem(503, 'unavailable', 'Pento’s store did not answer. Try again in a moment.')));
    watch.announce(`GET ${path}`, 503);
    await nav(page, name).click();
    await seen(page.getByRole('alert').getByText('Please try again in a moment'));
    await seen(page.getByText('Pento’s store did not answer. Try again in a moment.'));
    await page.unroute(address);
    await button(page, 'Try again').click();
    await seen(page.locator(content).first());
    assert.equal(await page.locator('h1').count(), 1);
  }
});

stage.scene('a new customer finds on every screen what comes first', async ({ open }) => {
  const page = await open('/app/?tenant=nobody#/employees');
  await seen(page.getByText('Connect Personio, and employees come in by themselves.'));
  assert.equal(await nav(page, 'Settings').count(), 0);
  await goTo(page, 'Sync history');
  await seen(banner(page, 'Personio is not connected'));
  await seen(page.getByText('Nothing was synced yet'));
  await goTo(page, 'Payslips');
  await seen(page.getByText('No payroll yet'));
  await page.goto('/app/?tenant=nobody#/settings');
  await seen(page.getByText('Connect Personio first'));
  await page.getByRole('link', { name: 'Go to Integrations' }).click();
  await seen(button(page, 'Integrate'));
  await page.goto('/app/?tenant=nobody#/no-such-screen');
  await seen(heading(page, 'Integrations'));
  assert.match(page.url(), /#\/integrations$/);
});
