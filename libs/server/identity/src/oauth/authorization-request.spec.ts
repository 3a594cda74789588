import type { AuthorizationQuery } from '@orch/contract';
import { answerAt, judgeAuthorization } from './authorization-request.ts';

const GOOD: AuthorizationQuery = {
  response_type: 'code',
  client_id: 'orch-cli',
  redirect_uri: 'http://127.0.0.1:5123/callback',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
  state: 's',
};

it.each(['http://127.0.0.1:5123/callback', 'http://[::1]:1/callback', 'http://localhost:65535/callback'])(
  '%s may get a code',
  (redirect_uri) => {
    expect(judgeAuthorization({ ...GOOD, redirect_uri })).toMatchObject({
      redirectUri: redirect_uri,
      state: 's',
    });
  },
);

it.each([
  { client_id: 'other' },
  { client_id: undefined },
  { redirect_uri: undefined },
  { redirect_uri: 'https://evil.example/callback' },
  { redirect_uri: 'http://127.0.0.1:5123/other' },
  { redirect_uri: 'http://127.0.0.1:5123/callback/..' },
  { redirect_uri: 'http://127.0.0.1:5123/callback?x=y' },
  { redirect_uri: 'http://127.0.0.1:5123/callback#x' },
  { redirect_uri: 'http://127.0.0.1:5123/x/../callback' },
  { redirect_uri: 'http://0x7f000001:5123/callback' },
  { redirect_uri: 'http://127.0.0.1:5123@evil.example/callback' },
])('%j is refused without a redirect', (change) => {
  expect(() => judgeAuthorization({ ...GOOD, ...change })).toThrow('oauth.request_refused');
});

it.each([
  [{ response_type: 'token' }, 'unsupported_response_type'],
  [{ response_type: undefined }, 'unsupported_response_type'],
  [{ code_challenge: undefined }, 'invalid_request'],
  [{ code_challenge: 'short' }, 'invalid_request'],
  [{ code_challenge_method: undefined }, 'invalid_request'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
])('%j is told at the redirect URI', (change, error) => {
  expect(judgeAuthorization({ ...GOOD, ...change })).toMatchObject({ error, redirectUri: GOOD.redirect_uri });
});

it('an answer carries what was given and who answers', () => {
  expect(
    answerAt('http://127.0.0.1:1/callback', 'https://orch.test', { code: 'a&b', state: undefined }),
  ).toBe('http://127.0.0.1:1/callback?code=a%26b&iss=https%3A%2F%2Forch.test');
});
