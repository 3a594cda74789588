import { revisionOf } from './revision.ts';

const of = (version_info: Readonly<Record<string, unknown>> | null) =>
  revisionOf({
    id: '1',
    created: '',
    version: null,
    entrypoint: null,
    path: null,
    created_by: null,
    version_info,
  });

it('reads what was sent of the repository', () => {
  const sent = {
    version: 'ab12',
    commit_sha: 'ab12cd',
    message: 'Fix\n\nMore',
    branch: 'main',
    repository: 'o/r',
  };
  expect(of({ type: 'vcs:git', ...sent, url: 'https://git.example/o/r' })).toEqual({
    version: 'ab12',
    commit: 'ab12cd',
    message: 'Fix',
    branch: 'main',
    repository: 'o/r',
    url: 'https://git.example/o/r',
  });
});

it.each(['javascript:alert(1)', 'git@host:o/r.git', 7, ''])('follows no link to %j', (url) =>
  expect(of({ url }).url).toBeUndefined(),
);
