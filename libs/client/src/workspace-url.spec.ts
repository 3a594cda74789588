import { apiPlaceOf, apiRootFrom, isSameServer, workspaceUrlOf } from './workspace-url.ts';

const A = '01a1fe41-ec70-7009-a4e2-d48b37371c07';
const W = '01a1fe41-ec71-702b-a42d-825fe48c4fc3';

it('takes a workspace’s URL apart, and puts it together again', () => {
  const url = workspaceUrlOf('https://x.org/api', A, W);
  expect(apiPlaceOf(`${url}/`)).toEqual({ root: 'https://x.org/api', accountId: A, workspaceId: W });
  expect(apiPlaceOf('https://x.org/api/')).toEqual({
    root: 'https://x.org/api',
    accountId: null,
    workspaceId: null,
  });
});

it.each([
  ['orch.example.com', 'https://orch.example.com/api'],
  ['127.0.0.1:4300', 'http://127.0.0.1:4300/api'],
  ['https://x.org/api/', 'https://x.org/api'],
  [`https://x.org/api/accounts/${A}/workspaces/${W}`, 'https://x.org/api'],
  ['https://x.org/orch?x=1', 'https://x.org/orch/api'],
])('"%s" means %s', (typed, root) => expect(apiRootFrom(typed)).toBe(root));

it('another port, scheme or host is another server', () => {
  expect(isSameServer('https://x.org/api', 'https://x.org/api/accounts')).toBe(true);
  for (const other of ['http://x.org', 'https://x.org:8443', 'https://y.org', '', 'x.org'])
    expect(isSameServer('https://x.org/api', other)).toBe(false);
});
