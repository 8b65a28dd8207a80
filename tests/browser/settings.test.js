// Settings: nothing chosen gets lost, and nothing wrong gets saved.

import assert from 'node:assert/strict';
import { raise } from './stage/scene.js';
import { banner, button, choose, dialog, gone, goTo, heading, nav, says, seen } from './stage/steps.js';

const stage = await raise({ name: 'settings' });
const SETTINGS = '/v1/integrations/personio/settings';

// A tenant with settings of its own, and its settings screen.
async function opened(open, tenant, document = {}) {
  const pento = stage.pento(tenant);
  await pento.connect(await stage.personio.account());
  await pento.save(await pento.suggested(document));
  const page = await open(`/app/?tenant=${tenant}#/settings`);
  await seen(page.getByRole('switch', { name: 'Pause syncing' }));
  return { page, pento };
}
const pension = (page) => page.getByRole('switch', { name: /^Include holiday pay/ });

stage.scene('changes that are not saved are not left behind by mistake', async ({ open, watch }) => {
  const { page, pento } = await opened(open, 'guard');
  await pension(page).check();
  await says(page.locator('.save-words'), '1 unsaved change');

  await nav(page, 'Employees').click();
  const question = dialog(page, 'Leave without saving?');
  await button(question, 'Stay here').click();
  await gone(question);
  await seen(heading(page, 'Settings'));
  assert.ok(await pension(page).isChecked());
  assert.match(page.url(), /#\/settings$/);

  // The browser's own way back asks too.
  watch.announceDialog('beforeunload');
  await page.reload();
  await seen(page.getByRole('switch', { name: 'Pause syncing' }));
  assert.ok(!(await pension(page).isChecked()));

  await pension(page).check();
  await nav(page, 'Employees').click();
  await button(question, 'Leave without saving').click();
  await seen(heading(page, 'Employees'));
  assert.equal((await pento.settings()).include_holiday_pay_in_pension, false);

  // Nothing is asked once there is nothing to lose.
  await goTo(page, 'Settings');
  await pension(page).check();
  await button(page, 'Discard changes').click();
  await button(dialog(page, 'Discard your changes?'), 'Discard changes').click();
  await seen(page.getByText('Changes discarded').first());
  await goTo(page, 'Employees');
});

stage.scene('what is missing is listed on top, and each line leads to its field', async ({ open }) => {
  const { page, pento } = await opened(open, 'errors');
  await page.getByRole('switch', { name: 'Send payslips to Personio' }).check();
  await button(page, 'Add filter').click();
  await button(page, 'Review and save').click();
  const summary = page.getByRole('alert').filter({ hasText: 'Please check what you entered' });
  await seen(summary);
  assert.ok(await summary.evaluate((element) => element === document.activeElement));
  assert.deepEqual(await summary.getByRole('button').allInnerTexts(), [
    'Filter 1, attribute: Choose an attribute, or remove the filter.',
    'Folder in Personio: Choose the folder that payslips go to, or switch payslips off.',
  ]);
  await summary.getByRole('button', { name: /^Folder/ }).click();
  const folder = page.getByLabel('Folder in Personio');
  assert.ok(await folder.evaluate((element) => element === document.activeElement));
  assert.equal(await folder.getAttribute('aria-invalid'), 'true');
  assert.equal((await pento.settings()).payslips.enabled, false);
});

stage.scene('two admins at once: what each changed is kept, and where both did, a person chooses', async ({ open, watch }) => {
  const { page, pento } = await opened(open, 'conflict');
  const department = page.getByRole('combobox', { name: 'Department: Personio attribute' });
  await pension(page).check();
  await choose(page, department, 'office', /^Office/);
  // Meanwhile somebody else saves: one other thing, and one of the same.
  await pento.change((settings) => {
    settings.mapping.job_title = null;
    settings.mapping.department = { attribute: 'team' };
  });
  watch.announce(`PUT ${SETTINGS}`, 412);
  await button(page, 'Review and save').click();
  await button(dialog(page, 'What saving would do'), 'Save and sync').click();

  const conflict = dialog(page, 'Somebody else saved meanwhile');
  await seen(conflict.getByText('Both of you changed 1 setting: choose'));
  await says(conflict.locator('section').filter({ hasText: 'Changed by them, and taken over' }).locator('dt'), 'Job title');
  await says(conflict.locator('section').filter({ hasText: 'Changed by you, and kept' }).locator('dt'), 'Include holiday pay in pension calculations');
  // Not before it is chosen.
  await button(conflict, 'Merge and review').click();
  await seen(conflict.getByRole('alert').getByText('Department: Choose yours or theirs.'));
  await conflict.getByRole('radio', { name: /^Yours/ }).check();
  await button(conflict, 'Merge and review').click();
  const review = dialog(page, 'What saving would do');
  await seen(review.getByText('Your 2 changes'));
  await button(review, 'Save and sync').click();
  await page.waitForURL(/#\/history\//);

  const now = await pento.settings();
  assert.equal(now.include_holiday_pay_in_pension, true);
  assert.deepEqual(now.mapping.department, { attribute: 'office' });
  assert.equal(now.mapping.job_title ?? null, null);
  await pento.ended(page.url().split('/').at(-1));
  await seen(page.getByText('Completed', { exact: true }));
});

stage.scene('a new attribute of Personio can be mapped after a refresh, and is looked at before it is saved', async ({ open }) => {
  const { page, pento } = await opened(open, 'refresh');
  const { key } = await stage.personio.addAttribute({ label: 'Desk', type: 'standard', value: 'D-7' });
  await button(page, 'Refresh attributes').click();
  await seen(banner(page, /^\d+ attributes read from Personio$/).getByText('New: Desk.'));
  const costCentre = page.getByRole('combobox', { name: 'Cost centre: Personio attribute' });
  await choose(page, costCentre, 'desk', /^Desk/);
  const row = page.getByRole('row').filter({ has: costCentre });
  await says(row.locator('.sample'), 'D-7');
  await button(page, 'Review and save').click();
  const review = dialog(page, 'What saving would do');
  await seen(review.locator('.review-details').first());
  await review.locator('.review-details').first().locator('summary').click();
  await says(review.locator('.review-details').first().locator('.change').filter({ hasText: 'Cost centre' }).locator('.change-new'), 'D-7');
  await button(review, 'Back to settings').click();
  await gone(review);
  assert.notDeepEqual((await pento.settings()).mapping.cost_centre, { attribute: key });
});

stage.scene('a filter with several values says in words whom it excludes', async ({ open }) => {
  const { page, pento } = await opened(open, 'several');
  await button(page, 'Add filter').click();
  const filter = page.locator('.filter').first();
  await choose(page, filter.getByRole('combobox', { name: 'Attribute' }), 'count', /^Country/);
  await filter.getByLabel('Comparison').selectOption('is one of');
  const values = filter.getByRole('combobox', { name: 'Any of these values' });
  const options = page.getByRole('listbox', { name: 'Any of these values' }).getByRole('option');
  await values.click();
  await seen(options.first());
  const [first, second] = (await options.locator('.option-label').allInnerTexts()).slice(0, 2);
  await options.nth(0).click();
  await options.nth(1).click();
  await values.press('Escape');
  await says(page.locator('.sentence'), `Excluded is whoever’s Country is one of ${first} or ${second}.`);
  const settings = await pento.settings();
  const country = await stage.personio.key('Country');
  settings.exclusions = { enabled: true, filters: [{ attribute: country, operator: 'is_one_of', values: [first, second] }] };
  const { counts } = await pento.preview(settings);
  await says(page.locator('.excluded-count'), new RegExp(`^${counts.excluded} of ${counts.read} people in Personio are excluded\\.`));
  // Switched off, the filters stay and exclude nobody.
  await page.getByRole('switch', { name: 'Exclude employees' }).uncheck();
  await says(page.locator('.sentence'), /^Nobody is excluded: the filters are switched off\./);
  await says(page.locator('.excluded-count'), `${counts.read} people in Personio.`);
});
