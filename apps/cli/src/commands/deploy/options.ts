import type { OptionSpec } from '../../command.ts';

/** As `prefect deploy` has them, and a few more. */
export const DEPLOY_OPTIONS: readonly OptionSpec[] = [
  ['-n, --name <name>...', 'which deployment: a name, flow/name, or a pattern with *; repeatable'],
  ['--all', 'every deployment of the project files'],
  ['-p, --pool <pool>', 'the work pool that runs it'],
  ['-q, --work-queue <queue>', 'a queue of that pool'],
  ['--work-pool <pool>', 'the same as --pool'],
  ['--cron <expression>...', 'a schedule: minute hour day month weekday; repeatable'],
  ['--interval <duration>...', 'a schedule: every so often, 900 or 15m; repeatable'],
  ['--rrule <rule>...', 'a schedule: an RFC 5545 rule; repeatable'],
  ['--timezone <zone>', 'of the schedules, e.g. Europe/Berlin'],
  ['--anchor-date <time>', 'where intervals count from'],
  ['--param <name=value>...', 'a parameter; JSON where it is JSON; repeatable'],
  ['--params <json>', 'parameters as a JSON object'],
  ['--job-variable <name=value>...', 'overrides a job variable; also a JSON object; repeatable'],
  ['-t, --tag <tag>...', 'a tag; repeatable'],
  ['-d, --description <text>', 'what it is for', "the flow's"],
  ['--version <text>', 'its version', "git's, or the flow's"],
  ['--version-type <type>', 'where the version comes from: prefect:simple, vcs:git, vcs:github, …'],
  ['--concurrency-limit <count>', 'how many of its runs at once'],
  ['--collision-strategy <strategy>', 'what happens above that: ENQUEUE or CANCEL_NEW'],
  ['--trigger <json-or-file>...', 'events that start a run; repeatable'],
  ['--no-enforce-parameter-schema', 'take parameters that do not fit the flow'],
  ['-f, --file <file>', 'read this file instead of orch.yaml, prefect.yaml and deployment.yaml'],
  ['--prefect-file <file>', 'the same as --file'],
];
