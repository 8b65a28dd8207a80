// Every screen, pop-up and menu as a customer meets them who has been syncing for a while.

import { inspect } from './stage/inspect.js';
import { until } from './stage/pento.js';
import { raise } from './stage/scene.js';
import { banner, button, choose, dialog, gone, goTo, heading, nav, seen } from './stage/steps.js';

const stage = await raise({ name: 'customer', people: 120 });
const pento = stage.pento('demo');
const PENDING = 'status=pending';
const inWindow = { whole: false };

stage.scene('integrations', async ({ open }) => {
  const page = await open('/app/');
  await seen(button(page, 'Check again'));
  await inspect(page, 'integrations');
  await button(page, 'Disconnect').click();
  await seen(dialog(page, 'Disconnect Personio?'));
  await inspect(page, 'disconnect', inWindow);
  await page.keyboard.press('Escape');
  await button(page, 'Replace credentials').click();
  await seen(dialog(page, 'Replace Personio credentials'));
  await inspect(page, 'replace-credentials', inWindow);
  await page.keyboard.press('Escape');
  await button(page, 'Theme').click();
  await inspect(page, 'theme-menu', { ...inWindow, part: '.menu', again: async () => { await page.keyboard.press('Escape'); await button(page, 'Theme').click(); } });
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 360, height: 740 });
  await button(page, 'Menu').click();
  await seen(nav(page, 'Employees'));
  await inspect(page, 'navigation', { ...inWindow, again: async () => { if (await button(page, 'Menu').isVisible() && !(await nav(page, 'Employees').isVisible())) await button(page, 'Menu').click(); } });
});

stage.scene('settings', async ({ open }) => {
  const page = await open('/app/#/settings');
  await seen(page.getByText(/^\d+ of \d+ people in Personio are excluded\./));
  await page.locator('.sample').first().waitFor();
  await inspect(page, 'settings');
  await choose(page, page.getByRole('combobox', { name: 'Personio attribute that holds the Employee ID' }), 'id', /^ID\b/);
  await seen(banner(page, /^\d+ people would no longer be synced$/));
  await choose(page, page.getByRole('combobox', { name: 'Tax code: Personio attribute' }), 'do not', /^Do not map/);
  await inspect(page, 'settings-changed', { again: async () => { await page.evaluate(() => scrollTo(0, 0)); } });
  await button(page, 'Review and save').click();
  const review = dialog(page, 'What saving would do');
  await seen(review.locator('.counts'));
  await inspect(page, 'review', inWindow);
  await button(review, 'Back to settings').click();
  await gone(review);
  await nav(page, 'Employees').click();
  await seen(dialog(page, 'Leave without saving?'));
  await inspect(page, 'leave-without-saving', inWindow);
});

stage.scene('two admins at once', async ({ open, watch }) => {
  const page = await open('/app/#/settings');
  await page.getByRole('switch', { name: /^Include holiday pay/ }).check();
  await choose(page, page.getByRole('combobox', { name: 'Department: Personio attribute' }), 'office', /^Office/);
  await pento.change((settings) => { settings.mapping.department = { attribute: 'team' }; settings.mapping.job_title = null; });
  watch.announce('PUT /v1/integrations/personio/settings', 412);
  await button(page, 'Review and save').click();
  await button(dialog(page, 'What saving would do'), 'Save and sync').click();
  const conflict = dialog(page, 'Somebody else saved meanwhile');
  await seen(conflict);
  await button(conflict, 'Merge and review').click();
  await seen(conflict.getByRole('alert'));
  await inspect(page, 'conflict', inWindow);
});

stage.scene('employees', async ({ open, watch }) => {
  const [employee] = await pento.employees(PENDING);
  const page = await open('/app/#/employees');
  await seen(page.locator('tbody tr').first());
  await inspect(page, 'employees');
  await page.getByRole('radio', { name: 'Pending' }).check();
  await seen(page.locator(`th a[href="#/employees/${employee.employee_id}"]`));
  await page.waitForURL(/status=pending$/);
  const actions = button(page, `Actions for ${employee.employee_id}`);
  await actions.click();
  await inspect(page, 'employee-menu', { ...inWindow, part: '.menu', again: async () => { await page.keyboard.press('Escape'); await actions.click(); } });
  await page.getByRole('menuitem', { name: 'Sync now' }).click();
  await seen(page.locator('.row-message .banner'));
  await inspect(page, 'employees-synced-one');
  await button(page, 'Sync a new person').click();
  const somebody = dialog(page, 'Sync somebody from Personio');
  await button(somebody, 'Sync now').click();
  await seen(somebody.getByRole('alert'));
  await inspect(page, 'sync-somebody', inWindow);
  await page.keyboard.press('Escape');
  await button(page, 'Add employee').click();
  const add = dialog(page, 'Add an employee');
  watch.announce('POST /v1/employees', 422);
  await add.getByLabel('Employee ID').fill('X-1');
  await add.getByLabel('Date of birth').fill('31/02/1990');
  await button(add, 'Add employee').click();
  await seen(add.getByRole('alert'));
  await inspect(page, 'add-employee', inWindow);
});

stage.scene('one employee', async ({ open }) => {
  const [employee] = await pento.employees(PENDING);
  const page = await open(`/app/#/employees/${employee.employee_id}`);
  await seen(page.locator('.blockers-card'));
  await inspect(page, 'employee-pending');
  await button(page, 'Edit person').click();
  const edit = dialog(page, 'Edit person');
  await edit.getByLabel('First name').fill('Robin');
  await seen(edit.getByText(/^The next sync overwrites this with/));
  await inspect(page, 'edit-employee', inWindow);
  await page.keyboard.press('Escape');
  await button(dialog(page, /./).last(), /^(Discard|Leave)/).click();
  await gone(edit);
  await button(page, 'Sync now').click();
  await seen(page.locator('.banner-title').first());
  await page.getByRole('tab', { name: 'Change log' }).click();
  await seen(page.locator('.log-entry').first());
  await page.locator('.log-entry summary').first().click();
  await inspect(page, 'employee-change-log');
});

stage.scene('syncs', async ({ open }) => {
  const page = await open('/app/#/history');
  await seen(page.locator('tbody tr').first());
  const { items } = await pento.get('/v1/integrations/personio/runs');
  await page.goto(`/app/#/history/${items.at(-1).id}`);
  await seen(page.getByRole('group', { name: 'Show people by outcome' }));
  await inspect(page, 'sync');

  const { key } = await stage.personio.addAttribute({ label: 'Desk', type: 'standard', value: 'D-7' });
  await pento.refresh();
  await pento.change((settings) => { settings.mapping.cost_centre = { attribute: key }; });
  await stage.personio.changeEverybody({ [key]: null });
  const held = await pento.syncAll();
  await page.goto('/app/#/history');
  await seen(page.getByRole('link', { name: 'Look and answer' }));
  await inspect(page, 'history');
  await page.goto(`/app/#/history/${held.id}`);
  await seen(button(page, 'Approve …'));
  await inspect(page, 'sync-held');
  await button(page, 'Approve …').click();
  await seen(dialog(page, 'Approve these changes?'));
  await inspect(page, 'approve', inWindow);
});

stage.scene('payslips', async ({ open }) => {
  const { payroll_id: month } = (await pento.get('/v1/payrolls')).items[0];
  const people = (await pento.employees('status=ready')).slice(0, 2).map(({ employee_id: id }) => id);
  await stage.personio.permit('documents_write', false);
  await pento.finalise({
    payroll_id: 'late',
    pay_date: '2026-11-30',
    title: 'Payslip November, late',
    payslips: people.map((id) => ({ employee_id: id, object_key: `demo/${month}/${id}.pdf` })),
  });
  await until('both have failed', async () => (await pento.get('/v1/payrolls/late/payslips')).items.filter(({ state }) => state === 'failed').length === 2);
  const page = await open('/app/#/payslips');
  await seen(page.getByText('2 failed'));
  await inspect(page, 'payslips');
  await page.getByRole('link', { name: 'Payslip November, late' }).click();
  await seen(heading(page, 'Payslip November, late'));
  await seen(page.locator('tbody tr').first());
  await inspect(page, 'payroll-failed');
  await page.goto(`/app/#/payslips/${month}`);
  await seen(page.getByText(/^All \d+ are in Personio$/));
  await seen(page.locator('tbody tr').first());
  await inspect(page, 'payroll');
  await stage.personio.permit('documents_write', true);
});

stage.scene('whoever may only look', async ({ open }) => {
  const [employee] = await pento.employees(PENDING);
  const page = await open('/app/?scope=personio:read#/settings');
  await seen(banner(page, 'You can look at these settings, not change them'));
  await inspect(page, 'settings-to-look-at');
  await page.goto(`/app/?scope=personio:read#/employees/${employee.employee_id}`);
  await seen(button(page, 'Sync now'));
  await inspect(page, 'employee-to-look-at');
});

stage.scene('a connection that is broken, a pause, and a session that is over', async ({ open, watch }) => {
  await stage.personio.rotate();
  await pento.syncAll();
  const page = await open('/app/');
  await seen(banner(page, 'Syncing has stopped'));
  await inspect(page, 'integrations-broken');
  await pento.connect(await stage.personio.account());
  await pento.change((settings) => { settings.paused = true; });
  await goTo(page, 'Sync history');
  await seen(banner(page, 'Syncing is paused'));
  await inspect(page, 'history-paused');
  await page.route('**/v1/**', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"message":"Unauthorized"}' }));
  await page.route('**/dev/token?*', (route) => route.fulfill({ status: 404, body: '' }));
  watch.announce('GET /v1/employees?limit=50', 401);
  watch.announce(/^GET \/dev\/token/, 404);
  await nav(page, 'Employees').click();
  await seen(heading(page, 'Your session has ended'));
  await inspect(page, 'session-over');
});

stage.scene('Personio (simulated)', async ({ open }) => {
  const page = await open('/dev/personio');
  await seen(page.locator('.people-link').first());
  await inspect(page, 'personio-people');
  await page.locator('.people-link').first().click();
  await seen(page.getByLabel('Find an attribute'));
  await inspect(page, 'personio-person', inWindow);
  await nav(page, 'Credential').click();
  await seen(page.getByRole('heading', { name: 'Readable employee attributes' }));
  await inspect(page, 'personio-credential');
  await button(page, 'Add attribute').click();
  await seen(dialog(page, 'Add an attribute'));
  await inspect(page, 'personio-attribute', inWindow);
});
