// *Retry*: takes up what failed, was skipped, or needs a check.

import { h } from '../../dom.js';
import * as api from '../../api.js';
import { count } from '../../format.js';
import { refusal } from '../../session.js';
import { banner, problemBanner, say } from '../../ui/banner.js';
import { busy, button } from '../../ui/button.js';
import { confirm } from '../../ui/confirm.js';
import { toRetry } from './counts.js';

// `counts()` answers the latest numbers; `done` is called when payslips are under way again.
export function retryButton({ payrollId, counts, region, signal, done }) {
  const element = button('Retry failed', { kind: 'primary', icon: 'sync', disabled: refusal('sync') ?? false, onClick: retry });
  async function retry() {
    const before = counts();
    if (before.needs_check > 0 && !(await confirm(question(before)))) return;
    try {
      const { retried } = await busy(element, 'Retrying …', api.retryPayslips(payrollId, { signal }));
      say(region, banner(retried > 0
        ? {
          kind: 'good',
          title: `${count(retried, 'payslip is', 'payslips are')} taken up again`,
          body: 'They are sent one after the other. Their states below change by themselves.',
        }
        : { kind: 'info', title: 'Nothing to retry', body: 'Somebody else retried them meanwhile, or they arrived.' }));
      await done();
    } catch (error) {
      if (error.name !== 'AbortError') say(region, problemBanner(error));
    }
  }
  return element;
}

function question(counts) {
  const others = toRetry(counts) - counts.needs_check;
  return {
    title: 'Look once more, and send?',
    body: h('div', { class: 'stack' },
      h('p', h('strong', count(counts.needs_check, 'payslip needs a check', 'payslips need a check')),
        ': Personio never said clearly whether it arrived.'),
      h('p', 'Each of them is looked for first, in its owner’s documents in Personio. Only one that is not there is sent again, so nobody should get it twice. If somebody moved or renamed it in Personio it can’t be found: look there yourself before you go on.'),
      others > 0 && h('p', `${count(others, 'other payslip', 'other payslips')} that failed or ${others === 1 ? 'was' : 'were'} skipped ${others === 1 ? 'is' : 'are'} sent too.`)),
    confirmLabel: 'Look, then send',
  };
}
