import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';
import { USER_AGENT } from '../../version.ts';
import { stopSignals } from './stop-signals.ts';

export const startWorker: Command = {
  name: 'start',
  summary: 'Serve a work pool: take its runs and launch them here',
  options: [
    ['-p, --pool <pool>', 'the pool to serve'],
    ['-t, --type <type>', 'its type; makes a pool that is missing'],
    ['-n, --name <name>', 'name of this worker', 'orch HOST PID'],
    ['-l, --limit <count>', 'how many runs at once', 'no limit'],
    ['-q, --work-queue... <queue>', 'only runs of this queue; may be repeated', 'all queues'],
    ['--prefetch-seconds <seconds>', 'take runs that early', '10'],
    ['--run-once', 'take what is due, wait for it, and end'],
    [
      '--install-policy <policy>',
      'when to install npm packages: if-not-present, always, never',
      'if-not-present',
    ],
    ['--grace-seconds <seconds>', 'how long runs may go on after Ctrl-C', 'no limit'],
    ['--work-folder <folder>', 'where the folders of runs are made'],
  ],
  examples: ['worker start --pool dev --type process', 'worker start -p prod --limit 4 --work-queue high'],
  run: async (context, given) => {
    const { INSTALL_POLICIES, Worker } = await import('@orch/worker');
    const poolName = given.text('pool');
    if (poolName === undefined) throw usage('name the pool: --pool NAME');
    const limit = given.count('limit');
    if (limit === 0) throw usage('--limit takes 1 or more');
    const wished = given.text('installPolicy') ?? 'if-not-present';
    const installPolicy = INSTALL_POLICIES.find((policy) => policy === wished);
    if (!installPolicy)
      throw usage(`--install-policy is one of ${INSTALL_POLICIES.join(', ')}, not "${wished}"`);
    const graceSeconds = given.count('graceSeconds');
    const say = (line: string): void => context.print.note(line);
    const { apiUrl, key } = context.connection;
    const worker = new Worker({
      apiUrl,
      key,
      userAgent: USER_AGENT,
      poolName,
      type: given.text('type'),
      ...(given.text('name') === undefined ? {} : { name: given.text('name')! }),
      queueNames: given.list('workQueue'),
      limit: limit ?? null,
      prefetchSeconds: given.count('prefetchSeconds') ?? 10,
      runsOnce: given.is('runOnce'),
      installPolicy,
      workFolder: given.text('workFolder'),
      env: context.terminal.env,
      say,
      echo: (line) => void context.print.line({ output: line }, line, line),
    });
    const signals = stopSignals(context.terminal, {
      graceSeconds,
      say,
      runs: () => worker.activeRunIds.length,
    });
    try {
      await worker.run(signals);
    } finally {
      signals.release();
    }
  },
};
