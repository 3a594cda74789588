import { createHash } from 'node:crypto';
import { DEVICE_CODE_GRANT as GRANT, OAUTH_CLI_CLIENT_ID as CLIENT_ID } from '@orch/contract';
import { DEVICE_CODE_GRANT, OAUTH_CLI_CLIENT_ID } from './client-id.ts';
import { codeFrom } from './loopback.ts';
import { newPkce } from './pkce.ts';

const EXPECTED = { state: 's1', issuer: 'https://x.org' };
const answer = (query: string) => codeFrom(new URLSearchParams(query), EXPECTED);

it('takes the code of the log-in that was begun, from the server that was asked', () => {
  expect(answer('code=c&state=s1&iss=https://x.org')).toBe('c');
  expect(answer('code=c&state=s2&iss=https://x.org')).toBeNull();
  expect(answer('code=c&state=s1&iss=https://evil.org')).toBeNull();
  expect(answer('code=c&state=s1')).toBeNull();
  expect(answer('error=access_denied&state=s2&iss=https://x.org')).toBeNull();
});
it('says that the person said no', () => {
  expect(() => answer('error=access_denied&state=s1&iss=https://x.org')).toThrow('the log-in was denied');
});
it('the challenge is the hash of the verifier, new each time', () => {
  const { verifier, challenge } = newPkce();
  expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'));
  expect(newPkce().verifier).not.toBe(verifier);
});
it('names itself as the contract does', () => {
  expect([OAUTH_CLI_CLIENT_ID, DEVICE_CODE_GRANT]).toEqual([CLIENT_ID, GRANT]);
});
