// The product on this machine, with everything in memory: one for each file of stories, so that no story meets what
// another one did to the simulated company.

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { artefacts } from './artefacts.js';

const BEGIN = 120_000;

// `people`: how many the simulated company has. Answers { url, stop }.
export async function startProduct(name, { people }) {
  const log = createWriteStream(join(artefacts('products'), `${name}.log`));
  const program = spawn(process.env.PRODUCT, ['--port', '0', '--demo-people', String(people)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => { program.kill('SIGINT'); };
  // Whatever ends these tests ends the product too.
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  program.stdout.pipe(log, { end: false });
  const ended = new Promise((resolve) => { program.once('exit', resolve); });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`The product did not serve within ${BEGIN} ms.`)), BEGIN);
    program.once('error', reject);
    ended.then((code) => reject(new Error(`The product ended with ${code}: ${said}`)));
    program.stderr.on('data', (part) => {
      log.write(part);
      said += part;
      const found = /^Serving on (http:\/\/\S+) /m.exec(said);
      if (found) { clearTimeout(timer); resolve(found[1]); }
    });
  });
  return { url, stop: async () => { stop(); await ended; } };
}
