import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';

export const verifyAudit: Command = {
  name: 'verify',
  summary: 'Check that the audit log is as it was written',
  examples: ['audit verify', 'audit verify -o json'],
  run: async (context) => {
    const account = await context.accountId();
    let checked = 0;
    for (let after: number | undefined; ;) {
      const found = await context.client.call('POST /accounts/{account}/audit-events/verify', {
        path: { account },
        body: after === undefined ? {} : { after },
      });
      checked += found.checked;
      if (found.valid && !found.complete) {
        after = found.verified_up_to;
        continue;
      }
      const bad = found.first_bad;
      const result = { ...found, checked };
      const verdict = found.valid
        ? 'valid'
        : `broken at line ${bad?.sequence ?? '?'} (${bad?.reason ?? 'unknown'})`;
      await context.show(result, found.valid ? 'valid' : 'broken', [
        ['Audit log', verdict, found.valid ? 'green' : 'red'],
        ['Lines checked', String(checked)],
        ['Ends at line', found.end ? String(found.end.sequence) : ''],
        ['Hash of the end', found.end?.hash ?? ''],
      ]);
      if (!found.valid) throw new Failure('the audit log is not as it was written');
      return;
    }
  },
};
