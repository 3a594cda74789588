import { complete } from './complete.ts';

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
  const found = await complete(words);
  if (words[0] === 'nothing') expect(found).toContain('flow');
  else expect(found).toEqual(next);
});
