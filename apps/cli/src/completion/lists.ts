/** The list of the server, or of this machine, that knows what a word names. */
export type ListWords = readonly string[];

const list = (...words: readonly string[]): ListWords => [...words, '-o', 'name'];
const POOLS = list('work-pool', 'ls');
const PROFILES = list('profile', 'ls');
const RUNS: ListWords = ['flow-run', 'ls', '--limit', '200', '--json', 'name'];
const FLOWS = list('flow', 'ls', '--limit', '200');
const ROLES = list('role', 'ls');

/** By the word that help shows for an argument; where it means something else under one noun, by both. */
const OF_ARGUMENTS: Readonly<Record<string, ListWords>> = {
  artifact: ['artifact', 'ls', '--limit', '200', '--json', 'key'],
  automation: list('automation', 'ls'),
  block: list('block', 'ls'),
  connection: list('sso', 'ls'),
  deployment: list('deployment', 'ls', '--limit', '200'),
  flow: FLOWS,
  invitation: list('invite', 'ls'),
  key: list('api-key', 'ls'),
  'global-concurrency-limit limit': list('global-concurrency-limit', 'ls'),
  member: list('member', 'ls'),
  pool: POOLS,
  'profile name': PROFILES,
  queue: list('work-queue', 'ls'),
  role: ROLES,
  run: RUNS,
  'service-account': list('service-account', 'ls'),
  'block slug': list('block', 'type', 'ls'),
  'concurrency-limit tag': list('concurrency-limit', 'ls'),
  'task-run run': ['task-run', 'ls', '--limit', '200', '--json', 'name'],
  team: list('team', 'ls'),
  'variable name': list('variable', 'ls'),
  webhook: list('webhook', 'ls'),
  worker: list('worker', 'ls'),
  workspace: list('cloud', 'workspace', 'ls'),
};

/** By the long form of an option; under one noun, by both. */
const OF_OPTIONS: Readonly<Record<string, ListWords>> = {
  '--deployment': OF_ARGUMENTS['deployment']!,
  '--flow': FLOWS,
  '--flow-run': RUNS,
  '--pool': POOLS,
  '--work-pool': POOLS,
  '--profile': PROFILES,
  'profile --from': PROFILES,
  'transfer --from': PROFILES,
  'transfer --to': PROFILES,
  'block --type': OF_ARGUMENTS['block slug']!,
  '--role': ROLES,
  '--inherit': ROLES,
  '--workspace': OF_ARGUMENTS['workspace']!,
};

const found = (all: Readonly<Record<string, ListWords>>, noun: string, name: string): ListWords | undefined =>
  [`${noun} ${name}`, name].map((key) => (Object.hasOwn(all, key) ? all[key] : undefined)).find(Boolean);

/** @param argument as help shows it: `<pool>`, `[run...]` */
export const listOfArgument = (noun: string, argument: string): ListWords | undefined =>
  found(OF_ARGUMENTS, noun, argument.replace(/[<>[\].]/g, ''));

export const listOfOption = (noun: string, flag: string): ListWords | undefined =>
  found(OF_OPTIONS, noun, flag);

/** Runs a command line of `orch` quietly. @returns what it printed; nothing when it failed or took too long */
export type Ask = (words: readonly string[]) => Promise<string>;

/** The names that a list holds, each once. */
export const namesOf = async (words: ListWords, ask: Ask): Promise<readonly string[]> => {
  const text = await ask(words);
  if (!words.includes('--json')) return [...new Set(text.split('\n').filter((line) => line !== ''))];
  const rows = JSON.parse(text === '' ? '[]' : text) as readonly object[]; // of one member each
  return [...new Set(rows.flatMap((row) => Object.values(row).map(String)))];
};
