// Where pictures and logs go: folders under target/browser, which nobody commits.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export function artefacts(folder) {
  const path = join(process.env.ARTEFACTS, folder);
  mkdirSync(path, { recursive: true });
  return path;
}
