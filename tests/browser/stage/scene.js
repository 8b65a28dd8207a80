// Stories in a browser. A file raises its stage once, and plays scenes on it:
//
//   const stage = await raise({ name: 'pause', people: 60 });
//   stage.scene('a paused sync writes nothing', async ({ open, watch }) => {
//     const page = await open('/app/?tenant=pause#/settings', { scheme: 'dark', width: 360 });
//   });
//   stage.pento('pause')     the API as an admin of that tenant     stage.personio     the simulated Personio
//
// A scene fails too when anything happened in a page that it had not announced; see watch.js.

import { test, after } from 'node:test';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { artefacts } from './artefacts.js';
import { Pento } from './pento.js';
import { Personio } from './personio.js';
import { startProduct } from './product.js';
import { Watch } from './watch.js';

// Nothing on a page takes longer, however busy the machine is; a person would long have given up.
const PATIENCE = 30_000;
const SCENE = 240_000;

export async function raise({ name, people = 60 }) {
  const [product, browser] = await Promise.all([startProduct(name, { people }), launch()]);
  after(async () => {
    await browser.close();
    await product.stop();
  });

  function scene(title, act) {
    test(title, { timeout: SCENE }, async () => {
      const watch = new Watch(product.url);
      const contexts = [];
      const open = async (address, { scheme = 'light', width = 1280, height = 800 } = {}) => {
        const context = await browser.newContext({
          baseURL: product.url,
          viewport: { width, height },
          colorScheme: scheme,
          locale: 'en-GB',
          timezoneId: 'Europe/London',
          reducedMotion: 'reduce',
        });
        contexts.push(context);
        context.setDefaultTimeout(PATIENCE);
        await watch.over(context);
        const page = await context.newPage();
        await page.goto(address);
        return page;
      };
      try {
        await act({ open, watch });
        watch.settle();
      } catch (error) {
        await picture(contexts, `${name} ${title}`);
        throw complained(error, watch);
      } finally {
        await Promise.all(contexts.map((context) => context.close()));
      }
    });
  }
  return { url: product.url, scene, pento: (tenant, scope) => new Pento(product.url, tenant, scope), personio: new Personio(product.url) };
}

function launch() {
  const { CHROME, NO_SANDBOX } = process.env;
  return chromium.launch({ executablePath: CHROME, args: NO_SANDBOX ? ['--no-sandbox'] : [] });
}

// What a page had to complain of is often why something else did not happen.
function complained(error, watch) {
  if (watch.complaints.length > 0 && error instanceof Error) error.message += `\nMeanwhile:\n  ${watch.complaints.join('\n  ')}`;
  return error;
}

async function picture(contexts, title) {
  const folder = artefacts('failed');
  for (const [at, page] of contexts.flatMap((context) => context.pages()).entries()) {
    const file = `${title} ${at + 1}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    await page.screenshot({ path: join(folder, `${file}.png`) }).catch(() => {});
  }
}
