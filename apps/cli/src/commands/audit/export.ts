import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { pastFrom } from '../../values.ts';

export const exportAudit: Command = {
  name: 'export',
  summary: 'Print the audit log, oldest first, all of it',
  options: [
    ['--format <format>', 'ndjson or csv', 'ndjson'],
    ['--since <time>', 'a date or 30d'],
    ['--until <time>', 'a date or 1d'],
  ],
  examples: ['audit export --since 30d > audit.ndjson', 'audit export --format csv > audit.csv'],
  run: async (context, given) => {
    const format = given.text('format') ?? 'ndjson';
    if (format !== 'ndjson' && format !== 'csv') throw usage('--format is ndjson or csv');
    const [since, until] = (['since', 'until'] as const).map((name) => {
      const text = given.text(name);
      return text === undefined ? undefined : pastFrom(text, `--${name}`, context.nowMs);
    });
    const account = await context.accountId();
    const response = await context.client.send('GET', `/accounts/${account}/audit-events/export`, {
      query: { format, since, until },
      headers: { accept: '*/*' },
      signal: context.signal,
    });
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) context.print.raw(decoder.decode(chunk, { stream: true }));
  },
};
