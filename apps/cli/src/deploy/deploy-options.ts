import { usage } from '../failure.ts';
import type { Given } from '../given.ts';
import { pairsFrom, valueFrom } from '../values.ts';
import { intervalSeconds } from './schedules.ts';
import { type Mapping, isMapping } from '../mapping.ts';

/** What was said on the command line; it comes before the file. */
export interface DeployOptions {
  readonly entrypoint: string | undefined;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly versionType: string | undefined;
  readonly tags: readonly string[];
  readonly concurrencyLimit: number | Mapping | undefined;
  readonly pool: string | undefined;
  readonly queue: string | undefined;
  readonly jobVariables: Mapping;
  readonly schedules: readonly Mapping[];
  readonly anchorDate: string | undefined;
  readonly timezone: string | undefined;
  readonly triggers: readonly string[];
  readonly parameters: Mapping;
  readonly enforcesSchema: boolean;
}

/** `NAME=VALUE` or a JSON object. */
const variablesFrom = (given: readonly string[]): Mapping =>
  Object.assign(
    {},
    ...given.map((one) => {
      const value = one.trimStart().startsWith('{') ? valueFrom(one) : undefined;
      return isMapping(value) ? value : pairsFrom([one], '--job-variable');
    }),
  ) as Mapping;

const parametersFrom = (given: Given): Mapping => {
  const all = given.text('params');
  const pairs = pairsFrom(given.list('param'), '--param');
  if (all === undefined) return pairs;
  const value = valueFrom(all);
  if (!isMapping(value)) throw usage('--params takes a JSON object');
  return { ...value, ...pairs };
};

const schedulesFrom = (given: Given): readonly Mapping[] => [
  ...given.list('cron').map((cron) => ({ cron })),
  ...given.list('interval').map((text) => {
    const interval = intervalSeconds(text);
    if (interval === undefined || interval <= 0)
      throw usage(`--interval takes seconds or a duration such as 15m, not "${text}"`);
    return { interval };
  }),
  ...given.list('rrule').map((rrule) => ({ rrule })),
];

const limitFrom = (given: Given): number | Mapping | undefined => {
  const limit = given.count('concurrencyLimit');
  const strategy = given.text('collisionStrategy')?.toUpperCase();
  if (strategy === undefined) return limit;
  if (limit === undefined) throw usage('--collision-strategy goes with --concurrency-limit');
  return { limit, collision_strategy: strategy };
};

/** @throws Failure */
export const deployOptionsFrom = (given: Given): DeployOptions => ({
  entrypoint: given.args[0],
  name: given.list('name').at(0)?.split('/').at(-1),
  description: given.text('description'),
  version: given.text('version'),
  versionType: given.text('versionType'),
  tags: given.list('tag'),
  concurrencyLimit: limitFrom(given),
  pool: given.text('pool') ?? given.text('workPool'),
  queue: given.text('workQueue'),
  jobVariables: variablesFrom(given.list('jobVariable')),
  schedules: schedulesFrom(given),
  anchorDate: given.text('anchorDate'),
  timezone: given.text('timezone'),
  triggers: given.list('trigger'),
  parameters: parametersFrom(given),
  enforcesSchema: given.options['enforceParameterSchema'] !== false,
});

/** Options that say something, by their flags: with more than one deployment they would say it of all. */
export const singleOptions = (options: DeployOptions): readonly string[] => {
  const said: Readonly<Record<string, unknown>> = {
    '--description': options.description,
    '--version': options.version,
    '--tag': options.tags[0],
    '--concurrency-limit': options.concurrencyLimit,
    '--job-variable': Object.keys(options.jobVariables)[0],
    '--cron, --interval or --rrule': options.schedules[0],
    '--trigger': options.triggers[0],
    '--param': Object.keys(options.parameters)[0],
  };
  return Object.entries(said)
    .filter(([, value]) => value !== undefined)
    .map(([flag]) => flag);
};
