// Sync: not made yet.

import { heading } from '../../ui/heading.js';
import { loading } from '../../ui/states.js';

export const title = 'Sync';

export function show(view) {
  view.root.append(heading({ title }), loading('Loading …'));
}
