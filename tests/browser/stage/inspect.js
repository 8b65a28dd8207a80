// Looks at a screen as it is now in both themes, wide and narrow: axe finds nothing against WCAG 2.2 AA, nothing is wider
// than the window, and a picture is kept.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { artefacts } from './artefacts.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SIZES = [{ width: 1280, height: 800 }, { width: 360, height: 740 }];
const THEMES = ['light', 'dark'];

// `again`: done before each width, for what closes or lies elsewhere when the window changes. `whole: false` takes a picture
// of the window alone, such as for pop-ups. `part`: only this is judged, where something open lies over the rest for a moment.
export async function inspect(page, name, { again = async () => {}, whole = true, part = null } = {}) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await again();
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const where = `${name}, ${size.width} px, ${colorScheme}`;
      assert.deepEqual(await violations(page, part), [], where);
      const excess = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
      assert.ok(excess <= 0, `${where}: ${excess} px wider than the window`);
      await picture(page, `${name}-${size.width}-${colorScheme}`, whole);
    }
  }
  await page.setViewportSize(SIZES[0]);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function violations(page, part) {
  // By the debugger, which no policy of the page has to allow.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async ([within, rules]) => {
    const found = await window.axe.run(within ?? document, { runOnly: rules, resultTypes: ['violations'], elementRef: false });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`).join('; ')}`);
  }, [part, RULES]);
}

async function picture(page, name, whole) {
  const path = join(artefacts('screens'), `${name}.png`);
  await page.screenshot({ path, fullPage: whole, animations: 'disabled' });
}
