import { cookieOf, csrfTokenOf, hashSessionToken, sessionCookie, sessionTokenOf } from './session-cookie.ts';

const tls = { publicUrl: 'https://orch.example.com' };
const plain = { publicUrl: undefined };

it.each([
  ['orch_session=a', 'a'],
  ['x=1; orch_session=a; y=2', 'a'],
  [' orch_session = a ', 'a'],
  ['orch_session=a; orch_session=b', 'a'],
  ['x_orch_session=b; orch_session=a', 'a'],
  ['orch_session=a=b', 'a=b'],
  ['orch_session', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j holds %j', (header, token) => {
  expect(cookieOf(header, 'orch_session')).toBe(token);
});

it('over TLS only the cookie counts that is bound to the host', () => {
  expect(sessionTokenOf(tls, 'orch_session=a')).toBeUndefined();
  expect(sessionTokenOf(tls, '__Host-orch_session=a')).toBe('a');
  expect(sessionTokenOf(plain, '__Host-orch_session=a')).toBeUndefined();
});

it('what cannot be a token is none', () => {
  expect(sessionTokenOf(plain, 'orch_session=')).toBeUndefined();
  expect(sessionTokenOf(plain, `orch_session=${'a'.repeat(129)}`)).toBeUndefined();
});

it('hands a session over, and takes it away', () => {
  expect(sessionCookie(tls, { token: 't', maxAgeSeconds: 60 })).toBe(
    '__Host-orch_session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
  );
  expect(sessionCookie(plain, null)).toBe('orch_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
});

it('what is kept of a token does not tell the one against forged requests', () => {
  const token = 'some token';
  expect(csrfTokenOf(token)).not.toBe(csrfTokenOf('another token'));
  expect(csrfTokenOf(token)).not.toBe(csrfTokenOf(hashSessionToken(token)));
  expect(csrfTokenOf(token)).toMatch(/^[\w-]{43}$/);
});
