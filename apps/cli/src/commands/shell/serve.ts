import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { problemOfEnd, runShellCommand } from './run-command.ts';

export const serveShell: Command = {
  name: 'serve',
  summary: 'Make a deployment of a command, and run here what is scheduled for it',
  takes: [['<command>', 'a command line for the shell, quoted']],
  options: [
    ['--flow-name <name>', 'name of the flow'],
    ['--deployment-name <name>', 'name of the deployment', 'CLI Runner Deployment'],
    ['--cron-schedule <expression>', 'when it runs by itself'],
    ['--timezone <zone>', 'of the schedule', 'UTC'],
    ['--tag <tag>...', 'a tag of the deployment; repeatable'],
    ['--concurrency-limit <count>', 'how many runs at once'],
    ['--run-once', 'end after the first run'],
  ],
  examples: ['shell serve "./sync.sh" --flow-name sync --cron-schedule "*/15 * * * *"'],
  run: async (context, given) => {
    const name = given.text('flowName');
    if (name === undefined) throw usage('name the flow: --flow-name NAME');
    const cron = given.text('cronSchedule');
    const timezone = given.text('timezone');
    const limit = given.count('concurrencyLimit');
    const command = given.arg(0);
    const { configure, flow } = await import('@orch/sdk');
    const { apiUrl, key } = context.connection;
    configure({ apiUrl, ...(key === undefined ? {} : { key }) });
    const done = new AbortController();
    const served = flow<{ command: string }, void>({
      name,
      description: `Runs a command of ${process.cwd()}.`,
      run: async (input, { logger, signal }) => {
        const end = await runShellCommand(input.command, {
          env: context.terminal.env,
          signal,
          onLine: (line) => logger.info('%s', line),
        });
        if (given.is('runOnce')) done.abort();
        const problem = problemOfEnd(end);
        if (problem !== undefined && !signal.aborted) throw new Error(problem);
      },
    });
    await served.serve({
      name: given.text('deploymentName') ?? 'CLI Runner Deployment',
      parameters: { command },
      tags: given.list('tag'),
      signal: done.signal,
      ...(cron === undefined ? {} : { cron }),
      ...(timezone === undefined ? {} : { timezone }),
      ...(limit === undefined ? {} : { concurrencyLimit: limit }),
    });
  },
};
