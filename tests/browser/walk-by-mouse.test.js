// The whole walk, as somebody goes who never saw the product: connect, choose, look ahead, save, find who is pending, put
// it right in Personio, sync now.

import assert from 'node:assert/strict';
import { raise } from './stage/scene.js';
import { banner, button, choose, dialog, gone, goTo, heading, numbers, says, seen } from './stage/steps.js';

const stage = await raise({ name: 'walk-by-mouse', people: 250 });
const PERSONIO = '/v1/integrations/personio';

stage.scene('a new customer connects, saves, and puts somebody pending right', async ({ open, watch }) => {
  const pento = stage.pento('mouse');
  const account = await stage.personio.account();
  const page = await open('/app/?tenant=mouse');

  await connect(page, watch, account);
  const wanted = await chooseSettings(page, pento, account);
  const runId = await reviewAndSave(page, pento, wanted);
  await seeTheSync(page, pento, runId);
  await putRight(page, pento);
});

async function connect(page, watch, account) {
  await seen(heading(page, 'Integrations'));
  await seen(page.getByText('Not connected', { exact: true }));
  await button(page, 'Integrate').click();
  const popUp = dialog(page, 'Connect Personio');
  const secret = popUp.getByLabel('Client Secret');
  await seen(popUp.getByText('Select All'));

  // Nothing entered: both are asked for, the first by a line that leads to it.
  await button(popUp, 'Connect').click();
  await seen(popUp.getByRole('alert').getByText('Client ID: Enter the Client ID.'));
  await popUp.getByRole('alert').getByRole('button', { name: /^Client Secret/ }).click();
  assert.ok(await secret.evaluate((input) => input === document.activeElement));

  // A wrong secret: said beside the field, and the field is empty for the next try.
  watch.announce(`PUT ${PERSONIO}/connection`, 422);
  await popUp.getByLabel('Client ID').fill(account.client_id);
  await secret.fill('not-the-secret');
  await button(popUp, 'Connect').click();
  await seen(popUp.getByRole('alert').getByText('Personio refuses these credentials'));
  const said = await secret.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby').split(' ').at(-1)).innerText);
  assert.match(said, /Personio/);
  assert.equal(await secret.getAttribute('aria-invalid'), 'true');
  assert.equal(await secret.getAttribute('type'), 'password');
  assert.equal(await secret.inputValue(), '');
  assert.equal(await popUp.getByLabel('Client ID').inputValue(), account.client_id);

  await secret.fill(account.client_secret);
  await button(popUp, 'Connect').click();
  await gone(popUp);
  await seen(heading(page, 'Settings'));
  assert.ok(!(await page.content()).includes(account.client_secret));
}

// Answers the settings as the page ought to send them.
async function chooseSettings(page, pento, account) {
  const suggested = await pento.suggested();
  const many = Object.keys(suggested.mapping).length;
  await button(page.getByRole('region', { name: /^Personio is connected/ }), `Use all ${many} suggestions`).click();
  const match = page.getByRole('combobox', { name: 'Personio attribute that holds the Employee ID' });
  assert.equal(await match.inputValue(), 'Employee ID');

  // The match key, by hand: another one, and back.
  await choose(page, match, 'id', /^ID\b/);
  assert.equal(await match.inputValue(), 'ID');
  await choose(page, match, 'employee id', /^Employee ID/);
  assert.equal(await match.inputValue(), 'Employee ID');

  // One field not mapped after all, and a suggestion taken up again.
  const department = page.getByRole('combobox', { name: 'Department: Personio attribute' });
  await choose(page, department, 'do not', /^Do not map/);
  const row = page.getByRole('row').filter({ has: department });
  await button(row, /^Use it: .+ for Department$/).click();
  assert.notEqual(await department.inputValue(), 'Do not map');

  // Country is not United Kingdom.
  await button(page, 'Add filter').click();
  const filter = page.locator('.filter').first();
  const attribute = filter.getByRole('combobox', { name: 'Attribute' });
  assert.ok(await attribute.evaluate((input) => input === document.activeElement));
  await choose(page, attribute, 'count', /^Country/);
  await filter.getByLabel('Comparison').selectOption('is not');
  await choose(page, filter.getByRole('combobox', { name: 'Value' }), 'united', /^United Kingdom/);
  await says(page.locator('.sentence'), 'Excluded is whoever’s Country is not United Kingdom.');
  await seen(page.getByText('People whose Country is empty are excluded too.'));

  const country = account.attributes.find(({ label }) => label === 'Country').key;
  const { items: folders } = await pento.get(`${PERSONIO}/folders`);
  const folder = folders.find(({ name }) => name === 'Payslips').id;
  const wanted = {
    ...suggested,
    exclusions: { enabled: true, filters: [{ attribute: country, operator: 'is_not', values: ['United Kingdom'] }] },
    payslips: { enabled: true, folder_id: folder },
  };
  const { counts } = await pento.preview(wanted);
  assert.ok(counts.excluded > 0 && counts.excluded < counts.read);
  await says(page.locator('.excluded-count'), new RegExp(`^${counts.excluded} of ${counts.read} people in Personio are excluded\\.`));
  await says(page.locator('.filter-note'), `${counts.excluded} people excluded by this filter`);

  await page.getByRole('switch', { name: 'Send payslips to Personio' }).check();
  await page.getByLabel('Folder in Personio').selectOption('Payslips');
  return wanted;
}

async function reviewAndSave(page, pento, wanted) {
  await button(page, 'Review and save').click();
  const popUp = dialog(page, 'What the first sync would do');
  await seen(popUp.locator('.counts'));
  const { counts } = await pento.preview(wanted);
  assert.deepEqual(await numbers(popUp.locator('.counts'), { term: 'dt', value: 'dd' }), {
    Created: counts.created,
    Updated: 0,
    Unchanged: 0,
    'Values blanked': counts.blanked,
    Excluded: counts.excluded,
    Skipped: counts.skipped,
    Failed: counts.failed,
  });
  await popUp.locator('.review-details').first().locator('summary').click();
  await seen(popUp.locator('.review-details[open] .change').first());
  await popUp.getByRole('tab', { name: /^Not synced/ }).click();
  await seen(popUp.getByRole('tabpanel', { name: /^Not synced/ }).getByText('Country is not United Kingdom'));
  // Nothing was written by looking.
  assert.deepEqual(await pento.employees(), []);
  const isSave = (request) => request.method() === 'PUT' && request.url().endsWith('/settings');
  const [saved] = await Promise.all([page.waitForRequest(isSave), button(popUp, 'Save and sync').click()]);
  const sent = saved.postDataJSON();
  const filled = Object.fromEntries(Object.entries(wanted.mapping).filter(([, from]) => from !== null));
  assert.deepEqual(sent, { ...wanted, mapping: filled });
  await page.waitForURL(/#\/history\/[0-9a-f-]{36}$/);
  return page.url().split('/').at(-1);
}

async function seeTheSync(page, pento, runId) {
  await seen(page.getByText('Completed', { exact: true }));
  const { outcome, trigger, counts } = await pento.run(runId);
  assert.deepEqual([outcome, trigger], ['succeeded', 'settings']);
  const tiles = await numbers(page.getByRole('group', { name: 'Show people by outcome' }), { term: '.filter-tile-label', value: '.filter-tile-count' });
  assert.deepEqual([tiles.Created, tiles.Excluded, tiles.Failed], [counts.created, counts.excluded, counts.failed]);
  assert.equal((await pento.employees()).length, Math.min(counts.created, 200));
  await page.getByRole('link', { name: 'Sync history' }).last().click();
  await seen(heading(page, 'Sync history'));
  const first = page.getByRole('table').getByRole('row').nth(1);
  await says(first.locator('.run-happened .cell > span').first(), `${counts.created} created`);
}

async function putRight(page, pento) {
  const employee = await pento.pendingFor('tax_code');
  const name = `${employee.fields.first_name} ${employee.fields.last_name}`;
  await goTo(page, 'Employees');
  await page.getByRole('radio', { name: 'Pending' }).check();
  await page.waitForURL(/#\/employees\?status=pending$/);
  await seen(page.getByRole('row').getByText('Tax code: missing').first());
  assert.deepEqual([...new Set(await page.locator('tbody .badge').allInnerTexts())].filter((text) => text === 'Ready' || text === 'Terminated'), []);
  await page.locator(`a[href="#/employees/${employee.employee_id}"]`).first().click();
  await seen(heading(page, name));
  await says(page.locator('.blocker-words > p').first(), 'Tax code: missing; fill in Tax code in Personio');

  // In Personio, in another tab.
  const tab = await page.context().newPage();
  await tab.goto('/dev/personio');
  await tab.getByLabel('Search people').fill(name);
  await tab.getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await tab.getByLabel('Tax code', { exact: true }).fill('1257L');
  await button(tab, 'Save').click();
  await seen(tab.getByText('Saved. Press Sync now in Pento to see it there.').first());
  await tab.close();

  const before = employee.last_synced_at;
  await button(page, 'Sync now').click();
  const result = banner(page, `${name} is now Ready`);
  await seen(result);
  await says(result.locator('.change'), /^Tax code before: blank now: 1257L$/);
  await says(page.locator('.heading-title .badge'), 'Ready');
  assert.equal(await page.locator('.blockers-card').count(), 0);
  await seen(page.locator('.employee-status time'));
  const after = await pento.employee(employee.employee_id);
  assert.deepEqual([after.status, after.fields.tax_code, after.blockers], ['ready', '1257L', []]);
  assert.ok(after.last_synced_at > before);
  assert.equal(await page.locator('.employee-status time').getAttribute('datetime'), after.last_synced_at);

  await page.getByRole('tab', { name: 'Change log' }).click();
  await says(page.locator('.log-entry').first().locator('.change'), /^Tax code before: blank now: 1257L$/);
}
