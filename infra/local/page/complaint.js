// Why something did not work.

import { banner } from '/app/ui/banner.js';

export const complaint = (error) => banner({ kind: 'bad', title: 'This did not work', body: error.message });
