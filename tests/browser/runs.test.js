// Syncs: a pause, a run that is held, and what an admin answers.

import assert from 'node:assert/strict';
import { raise } from './stage/scene.js';
import { banner, button, dialog, goTo, heading, nav, says, seen } from './stage/steps.js';

const stage = await raise({ name: 'runs' });

async function connected(tenant, document = {}) {
  const pento = stage.pento(tenant);
  await pento.connect(await stage.personio.account());
  await pento.save(await pento.suggested(document));
  return pento;
}

stage.scene('a pause is chosen, explained where it matters, and Sync now goes on', async ({ open }) => {
  const pento = await connected('pause');
  const page = await open('/app/?tenant=pause#/settings');
  await page.getByRole('switch', { name: 'Pause syncing' }).check();
  await button(page, 'Review and save').click();
  const review = dialog(page, 'What saving would do');
  await seen(banner(review, 'Syncing is paused'));
  await button(review, 'Save, stay paused').click();
  await page.waitForURL(/#\/history\//);
  await seen(banner(page, 'This sync was skipped'));
  assert.equal((await pento.settings()).paused, true);

  await page.getByRole('link', { name: 'Sync history' }).last().click();
  await seen(banner(page, 'Syncing is paused').getByText('Sync now on one employee still works'));
  // The button stays reachable, says why, and does nothing.
  const all = button(page, 'Sync all');
  assert.equal(await all.getAttribute('aria-disabled'), 'true');
  assert.equal(await all.getAttribute('title'), 'Syncing is paused. Resume it in Settings first.');
  const { items: before } = await pento.get('/v1/integrations/personio/runs');
  await all.click({ force: true });
  await page.getByRole('link', { name: 'Resume in settings' }).click();
  await seen(page.getByRole('switch', { name: 'Pause syncing', checked: true }));
  const { items: after } = await pento.get('/v1/integrations/personio/runs');
  assert.deepEqual(after.map(({ id }) => id), before.map(({ id }) => id));

  // One employee can be synced all the same: by the menu of the row.
  const employee = (await pento.employees('status=ready'))[0];
  const name = `${employee.fields.first_name} ${employee.fields.last_name}`;
  await stage.personio.change(employee.personio_id, { position: 'Chief of Everything' });
  await goTo(page, 'Employees');
  await button(page, `Actions for ${employee.employee_id}`).click();
  await page.getByRole('menuitem', { name: 'Sync now' }).click();
  await seen(banner(page, `${name} was updated from Personio`));
  const row = page.getByRole('row').filter({ has: page.locator(`th a[href="#/employees/${employee.employee_id}"]`) });
  await says(row.locator('.person-about'), `${employee.employee_id} · Chief of Everything`);
  assert.equal((await pento.employee(employee.employee_id)).fields.job_title, 'Chief of Everything');
});

stage.scene('a sync that would blank a column waits: rejected it writes nothing, approved exactly that', async ({ open }) => {
  const { key } = await stage.personio.addAttribute({ label: 'Desk', type: 'standard', value: 'D-7' });
  const pento = await connected('held');
  await pento.change((settings) => { settings.mapping.cost_centre = { attribute: key }; });
  const employees = await pento.employees();
  assert.deepEqual([...new Set(employees.map(({ fields }) => fields.cost_centre))], ['D-7']);

  await stage.personio.changeEverybody({ [key]: null });
  const page = await open('/app/?tenant=held#/history');
  await button(page, 'Sync all').click();
  await page.waitForURL(/#\/history\/[0-9a-f-]{36}$/);
  const heldId = page.url().split('/').at(-1);
  await seen(page.getByRole('heading', { name: 'Waiting for your answer' }));
  const { reason } = await pento.run(heldId);
  const [effect] = reason.effects;
  assert.deepEqual([effect.effect, effect.field], ['blank', 'cost_centre']);
  assert.equal(effect.people, employees.filter(({ status }) => status !== 'terminated').length);
  await says(page.locator('.held-effects p').first(), `Cost centre would be blanked for ${effect.people} employees.`);

  await button(page, 'Reject …').click();
  await button(dialog(page, 'Reject these changes?'), 'Reject').click();
  await seen(banner(page, 'Rejected: nothing of this is written'));
  assert.equal((await pento.employee(employees[0].employee_id)).fields.cost_centre, 'D-7');

  // The history says that it waits, and leads back to it.
  await page.getByRole('link', { name: 'Sync history' }).last().click();
  await seen(heading(page, 'Sync history'));
  const answer = page.getByRole('link', { name: 'Look and answer' });
  assert.equal(await answer.getAttribute('href'), `#/history/${heldId}`);
  await answer.click();
  await button(page, 'Approve …').click();
  const question = dialog(page, 'Approve these changes?');
  await seen(question.getByText(`is blanked for ${effect.people} employees`));
  await button(question, 'Approve and sync').click();
  await page.waitForURL((url) => !url.hash.endsWith(heldId));
  await seen(page.getByText('Completed', { exact: true }));
  const approved = await pento.run(page.url().split('/').at(-1));
  assert.deepEqual([approved.outcome, approved.counts.blanked], ['succeeded', employees.length]);
  assert.deepEqual([...new Set((await pento.employees()).map(({ fields }) => fields.cost_centre))], [null]);

  // The one that was held has nothing to be answered any more.
  await page.goBack();
  await seen(page.getByRole('heading', { name: 'What was held' }));
  await seen(page.getByText('A later sync went through, so there is nothing to answer any more'));
  assert.equal(await button(page, 'Approve …').count(), 0);
});

stage.scene('credentials that Personio refuses stop the syncing, and new ones start it again', async ({ open }) => {
  const pento = await connected('broken');
  const fresh = await stage.personio.rotate();
  await pento.syncAll();
  const page = await open('/app/?tenant=broken');
  await seen(banner(page, 'Syncing has stopped'));
  await seen(page.getByText('Needs attention', { exact: true }));
  await button(page, 'Replace credentials').click();
  const popUp = dialog(page, 'Replace Personio credentials');
  await popUp.getByLabel('Client ID').fill(fresh.client_id);
  await popUp.getByLabel('Client Secret').fill(fresh.client_secret);
  await button(popUp, 'Replace credentials').click();
  await seen(page.getByText('Active', { exact: true }));
  await button(page, 'Check again').click();
  await seen(banner(page, 'Everything works'));

  await button(page, 'Disconnect').click();
  await button(dialog(page, 'Disconnect Personio?'), 'Disconnect').click();
  await seen(banner(page, 'Personio is disconnected'));
  await seen(button(page, 'Integrate'));
  assert.equal(await nav(page, 'Settings').count(), 0);
  assert.equal((await pento.get('/v1/integrations/personio/connection')).status, 'disconnected');
  assert.ok((await pento.employees()).length > 0);
});
