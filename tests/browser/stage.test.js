// The stage itself: what the other stories rely on is noticed when a page does it.

import assert from 'node:assert/strict';
import { inspect } from './stage/inspect.js';
import { Keyboard } from './stage/keyboard.js';
import { until } from './stage/pento.js';
import { raise } from './stage/scene.js';
import { button, seen } from './stage/steps.js';

const stage = await raise({ name: 'stage', people: 20 });

// Style sheets that a script makes are allowed by the policy of the pages.
const style = (page, css) => page.evaluate((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}, css);

stage.scene('what a page does and nobody announced is complained of', async ({ open, watch }) => {
  const page = await open('/app/');
  await seen(button(page, 'Check again'));
  assert.deepEqual(watch.complaints, []);
  watch.announce('GET /v1/employees/announced', 401);
  await page.evaluate(async () => {
    console.error('something in the console');
    document.querySelector('h1').setAttribute('style', 'color: red');
    setTimeout(() => { throw new Error('something in a script'); });
    await fetch('/v1/employees/announced');
    await fetch('/v1/employees/unannounced');
    await fetch('https://elsewhere.example/').catch(() => {});
    confirm('something in a pop-up');
  });
  const expected = [
    /^console: something in the console$/,
    /^console: Content-Security-Policy: style-src-attr refused inline /,
    /^console: Content-Security-Policy: connect-src refused https:\/\/elsewhere\.example/,
    /^script: Error: something in a script/,
    /^request: GET \/v1\/employees\/unannounced: 401$/,
    /^pop-up: confirm something in a pop-up$/,
  ];
  await until('all of it was heard', () => expected.every((one) => watch.complaints.some((line) => one.test(line))));
  // Besides Chromium's own lines about the two violations there is nothing else.
  const others = watch.complaints.filter((line) => ![...expected, /^console: .*Content Security Policy/].some((one) => one.test(line)));
  assert.deepEqual(others, []);
  assert.throws(() => watch.settle());
  watch.forget();
  watch.announce('GET /v1/employees/never', 404);
  assert.throws(() => watch.settle(), /announced and did not happen: GET \/v1\/employees\/never: 404/);
  watch.forget();
});

stage.scene('axe finds words that can not be read, and the window what is too wide for it', async ({ open }) => {
  const page = await open('/app/');
  await seen(button(page, 'Check again'));
  await style(page, 'h1 { color: #ccc !important; background: #fff; }');
  await assert.rejects(inspect(page, 'stage'), /color-contrast/);
  await style(page, 'h1 { inline-size: 3000px; }');
  await assert.rejects(inspect(page, 'stage'), /px wider than the window/);
});

stage.scene('focus that can not be seen stops the keyboard', async ({ open }) => {
  const page = await open('/app/');
  const keys = new Keyboard(page);
  const check = button(page, 'Check again');
  await seen(check);
  const hidings = [
    ['.button { outline: none !important; box-shadow: none !important; }', /it is not marked/],
    ['.card-foot { transform: translateX(-3000px); }', /it is out of sight/],
    ['.card-foot { position: relative; } .card-foot::after { content: ""; position: absolute; inset: 0; }', /something lies over it/],
  ];
  for (const [css, complaint] of hidings) {
    await style(page, css);
    await page.locator('h1').focus();
    await assert.rejects(keys.to(check), complaint);
  }
  await style(page, '');
  await page.locator('h1').focus();
  await keys.to(check);
});
