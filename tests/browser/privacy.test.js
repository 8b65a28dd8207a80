// What people are called, what they earn and who they are stays out of addresses and out of what the browser keeps; and
// whatever Personio says of them is text.

import assert from 'node:assert/strict';
import { raise } from './stage/scene.js';
import { banner, button, dialog, gone, goTo, heading, says, seen } from './stage/steps.js';

const stage = await raise({ name: 'privacy' });

// Somebody whose every value can be told from everybody else's.
const MARKED = {
  'First name': 'Zephyrine',
  'Last name': 'Quillfeather',
  'Name (preferred)': 'Zephyquill',
  Email: 'zephyrine.quillfeather@sonnentau.example',
};

async function somebody(values) {
  const { attributes } = await stage.personio.account();
  const keyOf = (label) => attributes.find((attribute) => attribute.label === label).key;
  return stage.personio.addPerson(Object.fromEntries(Object.entries(values).map(([label, value]) => [keyOf(label), value])));
}

async function connected(tenant) {
  const pento = stage.pento(tenant);
  await pento.connect(await stage.personio.account());
  await pento.save(await pento.suggested());
  return pento;
}

stage.scene('no value of a person gets into an address or into the storage of the browser', async ({ open, watch }) => {
  const person = await somebody(MARKED);
  const pento = await connected('quiet');
  const found = (await pento.employees()).find(({ personio_id: id }) => id === String(person.id));
  const { employee_id: id, fields } = await pento.employee(found.employee_id);
  const name = `${fields.first_name} ${fields.last_name}`;
  assert.equal(name, 'Zephyrine Quillfeather');
  const page = await open('/app/?tenant=quiet');
  const titles = new Set();
  const note = async () => titles.add(await page.title());

  await goTo(page, 'Employees');
  await page.getByLabel('Search employees').fill('Quillfeather');
  await seen(page.getByRole('link', { name }));
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await note();
  await button(page, `Actions for ${id}`).click();
  await page.getByRole('menuitem', { name: 'Sync now' }).click();
  await seen(banner(page, name));
  await page.locator(`th a[href="#/employees/${id}"]`).click();
  await seen(heading(page, name));
  await note();

  // An edit that is refused, and one that is saved.
  await button(page, 'Edit tax and national insurance').click();
  const edit = dialog(page, /^Edit tax/);
  const number = edit.getByLabel('National Insurance number');
  watch.announce(`PATCH /v1/employees/${id}`, 422);
  await number.fill('QQ-quill');
  await button(edit, 'Save').click();
  await seen(edit.getByRole('alert').getByText(/^National Insurance number: /));
  await number.fill('AB 65 43 21 C');
  await button(edit, 'Save').click();
  await gone(edit);
  await seen(banner(page, 'Saved in Pento').getByText('Will be overwritten:'));
  assert.equal((await pento.employee(id)).fields.national_insurance_number, 'AB654321C');

  // Back to the list as it was, with the search that stands in no address.
  await page.getByRole('link', { name: 'Employees' }).last().click();
  await seen(heading(page, 'Employees'));
  await seen(page.getByRole('link', { name }));
  await goTo(page, 'Sync history');
  await note();
  await page.locator('tbody th a').first().click();
  await seen(page.getByText('Completed', { exact: true }));
  await note();
  await goTo(page, 'Settings');
  await seen(page.getByRole('switch', { name: 'Pause syncing' }));
  await note();
  await goTo(page, 'Payslips');
  await note();

  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  const values = [...Object.values(fields), 'AB654321C', 'QQ-quill', ...Object.values(MARKED)].filter((value) => value !== null && value.length > 3);
  const places = { addresses: watch.addresses.join('\n'), titles: [...titles].join('\n'), storage: kept };
  assert.ok(watch.addresses.some((address) => address.endsWith(`#/employees/${id}`)));
  for (const [place, text] of Object.entries(places)) {
    const read = decodeURIComponent(text).toLowerCase();
    assert.deepEqual(values.filter((value) => read.includes(value.toLowerCase())), [], place);
  }
});

stage.scene('what looks like markup is shown as it is written, and runs nowhere', async ({ open }) => {
  const markup = '<img src=x onerror=alert(1)>';
  const script = '"><script>alert(2)</script>';
  const person = await somebody({ 'First name': markup, 'Last name': script, Position: markup, 'Name (preferred)': null });
  const { key } = await stage.personio.addAttribute({ label: '<b onmouseover=alert(3)>Desk</b>', type: 'standard', value: '<svg onload=alert(4)>' });
  const pento = await connected('markup');
  await pento.change((settings) => {
    settings.mapping.cost_centre = { attribute: key };
    settings.exclusions.filters = [{ attribute: 'email', operator: 'is', values: ['<i>nobody</i>'] }];
  });
  const employee = (await pento.employees()).find(({ personio_id: id }) => id === String(person.id));
  // No name has such letters, so payroll does not take these two; a free text is kept as it is.
  assert.deepEqual([employee.fields.first_name, employee.fields.last_name, employee.fields.job_title], [null, null, markup]);
  const name = employee.employee_id;

  const page = await open(`/app/?tenant=markup#/employees/${employee.employee_id}`);
  await seen(heading(page, name));
  await says(page.locator('.lead').first(), new RegExp(`^${name} · <img src=x onerror=alert\\(1\\)> · `));
  await seen(page.getByText('<svg onload=alert(4)>', { exact: true }));
  await seen(page.getByText('<b onmouseover=alert(3)>Desk</b>').first());
  await stage.personio.change(person.id, { [key]: '<script>alert(5)</script>' });
  await button(page, 'Sync now').click();
  const result = banner(page, name);
  await says(result.locator('.change-new'), '<script>alert(5)</script>');
  await goTo(page, 'Employees');
  await page.getByLabel('Search employees').fill(name);
  await says(page.locator('.person-about').first(), `${name} · ${markup}`);
  await goTo(page, 'Settings');
  await says(page.locator('.sentence'), 'Excluded is whoever’s Email is <i>nobody</i>.');
  const costCentre = page.getByRole('combobox', { name: 'Cost centre: Personio attribute' });
  assert.equal(await costCentre.inputValue(), '<b onmouseover=alert(3)>Desk</b>');
  await costCentre.click();
  await seen(page.getByRole('option', { name: '<b onmouseover=alert(3)>Desk</b>' }));
  await page.goto(`/dev/personio#/people/${person.id}`);
  await seen(page.getByRole('heading', { level: 2, name: `${markup} ${script}` }));
  // Nothing of it became an element; pop-ups and refused scripts would have failed the scene.
  assert.equal(await page.locator('main img, main script, main b[onmouseover], main svg[onload], main i').count(), 0);
});
