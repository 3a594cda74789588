import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NOUNS, OTHER_WORDS } from './nouns.ts';
import { buildProgram, type Call } from './program.ts';
import { runCli } from './run-cli.ts';
import type { Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

const run = async (words: readonly string[], env: Record<string, string> = {}) => {
  let [out, err] = ['', ''];
  const terminal: Terminal = {
    env: { ORCH_HOME: '/nowhere/orch', ...env },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTty: false,
    errIsTty: false,
    inIsTty: false,
    columns: undefined,
    readInput: async () => '',
    now: () => 0,
    signal: new AbortController().signal,
  };
  return { code: await runCli(words, terminal), out, err };
};

describe('exit codes', () => {
  it.each([
    [['--help'], 0],
    [['--version'], 0],
    [['flow-run', 'ls', '--help'], 0],
    [['flwo', 'ls'], 2],
    [['flow', 'lss'], 2],
    [['flow'], 2],
    [['flow', 'inspect'], 2],
    [['flow', 'ls', '--limt', '3'], 2],
    [['flow', 'ls', '-o', 'xml'], 2],
    [['flow', 'ls', '--profile', 'none'], 2],
    [['flow', 'ls'], 4], // nobody is logged in
  ])('%o ends with %s', async (words, code) => expect((await run(words)).code).toBe(code));
});

it('says what was meant', async () => {
  expect((await run(['flwo'])).err).toBe("orch: unknown command 'flwo'\n(Did you mean flow?)\n");
  expect((await run(['flow', 'ls', '--limt', '3'])).err).toContain('(Did you mean --limit?)');
  expect((await run(['start', 'server', '--help'])).err).toBe('orch: this is "orch server start"\n');
});
it.each([
  [['deployments', '--help'], 'deployment'],
  [['gcl', 'ls', '--help'], 'global-concurrency-limit'],
  [['profiles'], 'profile ls'],
  [['profiles', 'ls'], 'profile'],
])('%o means orch %s', async (words, instead) => {
  expect((await run(words)).err).toContain(`orch: this is "orch ${instead}"\n`);
});
it('what a command takes, where something is missing or too much', async () => {
  expect((await run(['flow-run', 'watch'])).err).toBe(
    "orch: missing required argument 'run'\nUsage: orch flow-run watch [options] <run>\n",
  );
  expect((await run(['flow', 'ls', 'x'])).err).toContain('\nUsage: orch flow ls [options]\n');
});
it('what belongs to a word that is no command itself', async () =>
  expect((await run(['work-pool', 'storage', '--help'])).out).toContain('s3, gcs, azure-blob-storage'));
it('a number that is none, from the environment', async () => {
  const env = { ORCH_API_URL: 'http://127.0.0.1:1/api', ORCH_API_KEY: 'k', ORCH_TIMEOUT: 'soon' };
  const { code, err } = await run(['flow', 'ls'], env);
  expect([code, err]).toEqual([2, 'orch: ORCH_TIMEOUT is a number of seconds, not "soon"\n']);
});
it('a format that is none, from the environment', async () => {
  const { code, err } = await run(['profile', 'ls'], { ORCH_OUTPUT: 'xml' });
  expect([code, err]).toEqual([2, 'orch: ORCH_OUTPUT is one of table, json, yaml, name, not "xml"\n']);
});
it('an error is said on stderr, data stays clean', async () => {
  const { out, err } = await run(['flow', 'ls', '-o', 'json'], { ORCH_API_URL: 'ftp:' });
  expect(out).toBe('');
  expect(err).toMatch(/^orch: /);
});

const shellWords = (text: string): string[] =>
  [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');

describe.each(NOUNS.map((entry) => [entry.name, entry] as const))('orch %s', (name, entry) => {
  it('every command has an example, and every example is understood', async () => {
    const noun = await entry.load();
    expect(noun.name).toBe(name);
    for (const command of noun.commands) {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) {
        const words = shellWords(example.split(/ [|<>]+ /)[0]!);
        const calls: Call[] = [];
        const output = { out: () => {}, err: () => {} };
        const program = await buildProgram(words[0], output, (found) => calls.push(found));
        await program.parseAsync(words, { from: 'user' });
        expect(`${example}: ${calls[0]?.command.name}`).toBe(`${example}: ${command.name}`);
      }
    }
  });
});

it('other words lead to commands that are there', async () => {
  for (const instead of Object.values(OTHER_WORDS)) {
    const [noun, ...verb] = instead.split(' ');
    const commands = (await NOUNS.find(({ name }) => name === noun)!.load()).commands.map(({ name }) => name);
    if (verb.length === 0) continue; // another word for a noun: its verbs follow
    expect(commands.some((one) => one === verb.join(' ') || one.startsWith(`${verb.join(' ')} `))).toBe(true);
  }
});
it('knows its own version', () => {
  const file = fileURLToPath(new URL('../package.json', import.meta.url));
  expect((JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version).toBe(VERSION);
});
