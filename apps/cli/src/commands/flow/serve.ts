import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { entrypointParts, isScriptFlow } from '../../deploy/described-flow.ts';
import { runPythonClient } from '../../deploy/python-client.ts';
import { useInThisProcess } from '../../deploy/script-environment.ts';
import { Failure, usage } from '../../failure.ts';
import type { Given } from '../../given.ts';
import { durationFrom } from '../../values.ts';

export const serveFlow: Command = {
  name: 'serve',
  summary: 'Make a deployment of a flow, and run here what is scheduled for it',
  takes: [['<entrypoint>', 'like flows/etl.ts:main or etl.py:main']],
  options: [
    ['-n, --name <name>', 'name of the deployment'],
    ['-d, --description <text>', 'what it is for'],
    ['--deployment-version <text>', 'its version'],
    ['-t, --tag <tag>...', 'a tag; repeatable'],
    ['--cron <expression>', 'minute hour day month weekday'],
    ['--interval <duration>', 'every so often: 90s, 15m, 2h, 1d'],
    ['--rrule <rule>', 'an RFC 5545 rule'],
    ['--timezone <zone>', 'of the schedule', 'UTC'],
    ['--limit <count>', 'how many runs at once in this process'],
    ['--global-limit <count>', 'how many runs at once wherever it is served'],
    ['--no-pause-on-shutdown', 'leave its schedules on when this ends'],
  ],
  examples: [
    'flow serve flows/etl.ts:main -n nightly --cron "0 3 * * *"',
    'flow serve etl.py:main -n nightly',
  ],
  run: async (context, given) => {
    const entrypoint = given.arg(0);
    const parts = entrypointParts(entrypoint);
    const name = given.text('name');
    if (name === undefined) throw usage('the deployment needs a name', 'Name it: -n NAME');
    if (parts.file !== null && !existsSync(resolve(parts.file)))
      throw new Failure(`there is no file ${parts.file}`, 1, `The entrypoint is ${entrypoint}.`);
    if (isScriptFlow(parts)) await serveScript(context, given, parts.file!, parts.name);
    else await runPythonClient(context, ['flow', 'serve', entrypoint, ...pythonOptions(given)]);
  },
};

/** Options that are handed on as they are. */
const TEXTS = ['name', 'description', 'cron', 'rrule', 'timezone'] as const;

interface Served {
  readonly serve: (options: Readonly<Record<string, unknown>>) => Promise<void>;
}
const isServed = (value: unknown): value is Served =>
  (typeof value === 'object' || typeof value === 'function') && value !== null && 'serve' in value;

const serveScript = async (
  context: CommandContext,
  given: Given,
  file: string,
  name: string,
): Promise<void> => {
  useInThisProcess(context);
  const module = (await import(pathToFileURL(resolve(file)).href)) as Readonly<Record<string, unknown>>; // what a module is
  const flow = module[name];
  if (!isServed(flow)) throw new Failure(`${file} exports no flow "${name}"`);
  const interval = given.text('interval');
  const version = given.text('deploymentVersion');
  const [limit, concurrencyLimit] = [given.count('limit'), given.count('globalLimit')];
  await flow.serve({
    ...Object.fromEntries(
      TEXTS.flatMap((one) => (given.text(one) === undefined ? [] : [[one, given.text(one)]])),
    ),
    ...(version === undefined ? {} : { version }),
    tags: given.list('tag'),
    pauseOnShutdown: given.options['pauseOnShutdown'] !== false,
    ...(interval === undefined ? {} : { intervalSeconds: durationFrom(interval, '--interval') }),
    ...(limit === undefined ? {} : { limit }),
    ...(concurrencyLimit === undefined ? {} : { concurrencyLimit }),
  });
};

const pythonOptions = (given: Given): readonly string[] => {
  const interval = given.text('interval');
  const globalLimit = given.text('globalLimit');
  const version = given.text('deploymentVersion');
  return [
    ...[...TEXTS, 'limit'].flatMap((name) => {
      const value = given.text(name);
      return value === undefined ? [] : [`--${name}`, value];
    }),
    ...(version === undefined ? [] : ['--version', version]),
    ...given.list('tag').flatMap((tag) => ['--tag', tag]),
    ...(interval === undefined ? [] : ['--interval', String(durationFrom(interval, '--interval'))]),
    ...(globalLimit === undefined ? [] : ['--global-limit', globalLimit]),
    ...(given.options['pauseOnShutdown'] === false ? ['--no-pause-on-shutdown'] : []),
  ];
};
