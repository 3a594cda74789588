import { complete } from './complete.ts';

/** A server with two pools and some runs; it notes what it is asked. */
const asked: string[] = [];
const ask = async (words: readonly string[]): Promise<string> => {
  asked.push(words.join(' '));
  if (words[0] === 'work-pool') return 'prod\nmy pool\n';
  return words[0] === 'flow-run' ? '[{"name":"shy-wren"},{"name":"shy-wren"},{"name":"bold-fox"}]' : '';
};

it.each([
  [['deploy'], ['deployment', 'deploy']],
  [['flow-run', 'ca'], ['cancel']],
  [
    ['deployment', 'schedule', ''],
    ['ls', 'create', 'pause', 'resume', 'delete', 'clear'],
  ],
  [['flow-run', 'ls', '--st'], ['--state']],
  [
    ['--profile', 'x', 'cloud', 'lo'],
    ['login', 'logout'],
  ],
  [
    ['flow', 'ls', '-o', ''],
    ['table', 'json', 'yaml', 'name'],
  ],
  [['--pro'], ['--profile']],
  [['nothing', ''], []],
])('after %o comes %o', async (words, next) => {
  const found = await complete(words, ask);
  if (words[0] === 'nothing') expect(found).toContain('flow');
  else expect(found).toEqual(next);
});

it.each([
  [['work-pool', 'inspect', ''], ['prod', 'my pool'], 'work-pool ls -o name'],
  [['work-pool', 'storage', 'inspect', 'p'], ['prod'], 'work-pool ls -o name'],
  [['flow-run', 'logs', 's'], ['shy-wren'], 'flow-run ls --limit 200 --json name'],
  [['flow-run', 'cancel', 'shy-wren', ''], ['bold-fox'], 'flow-run ls --limit 200 --json name'],
  [['worker', 'start', '-p', 'pr'], ['prod'], 'work-pool ls -o name'],
  [['worker', 'start', '--pool=pr'], ['--pool=prod'], 'work-pool ls -o name'],
  [['--profile', 'dev', 'work-pool', 'pause', ''], ['prod', 'my pool'], 'work-pool ls -o name --profile dev'],
  [['flow-run', 'ls', '--limit', '5', '--state', 'comp'], ['completed'], undefined],
  [['flow-run', 'ls', '--limit', '5', '--stat'], ['--state'], undefined],
  [['flow-run', 'ls', '--limit', ''], [], undefined],
  [['completion', 'z'], ['zsh'], undefined],
  [['variable', 'get', ''], [], 'variable ls -o name'], // nothing is there, or nobody answers
])('after %o come %o', async (words, names, question) => {
  asked.length = 0;
  expect(await complete(words, ask)).toEqual(names);
  expect(asked).toEqual(question === undefined ? [] : [question]);
});
