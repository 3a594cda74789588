import { isLocalRequest, originOf } from './own-origin.ts';

const at = { publicUrl: 'https://orch.example.com/orch' };
const anywhere = { publicUrl: undefined };

it.each([
  [at, { origin: 'https://orch.example.com' }, 'own'],
  [at, { origin: 'https://orch.example.com:443' }, 'foreign'], // browsers leave out the port of the scheme
  [at, { origin: 'http://orch.example.com' }, 'foreign'],
  [at, { origin: 'https://orch.example.com.evil.example' }, 'foreign'],
  [at, { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, 'foreign'],
  [at, { origin: 'null' }, 'foreign'],
  [at, { 'sec-fetch-site': 'same-origin' }, 'own'],
  [at, { 'sec-fetch-site': 'same-site' }, 'foreign'],
  [at, { 'sec-fetch-site': 'cross-site' }, 'foreign'],
  [at, { 'sec-fetch-site': 'none' }, 'foreign'],
  [at, {}, 'unknown'],
  [anywhere, { origin: 'http://10.0.0.5:4200', host: '10.0.0.5:4200' }, 'own'],
  [anywhere, { origin: 'http://evil.example', host: '10.0.0.5:4200' }, 'foreign'],
  [anywhere, { origin: 'https://orch.example.com', host: 'orch.example.com' }, 'foreign'], // TLS needs ORCH_PUBLIC_URL
] as const)('%j with %j is %s', (config, headers, origin) => {
  expect(originOf(config, headers)).toBe(origin);
});

it.each([
  [{ host: 'localhost:4200' }, true],
  [{ host: '127.0.0.1' }, true],
  [{ host: '[::1]:4200', origin: 'http://[::1]:4200' }, true],
  [{ host: 'localhost.evil.example' }, false],
  [{ host: 'evil.example', origin: 'http://evil.example' }, false],
  [{ host: 'localhost:4200', origin: 'http://localhost:3000' }, false],
  [{}, false],
])('local mode acts for %j: %s', (headers, isLocal) => {
  expect(isLocalRequest(headers)).toBe(isLocal);
});
