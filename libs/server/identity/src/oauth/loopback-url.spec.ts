import { loopbackUrl, reportUrls } from './loopback-url.ts';

it.each([
  ['http://localhost:33799', 'http://localhost:33799/success'],
  ['http://localhost:33799/', 'http://localhost:33799/success'],
  ['http://LOCALHOST:1', 'http://localhost:1/success'],
  ['http://127.0.0.1:33799/path/', 'http://127.0.0.1:33799/path/success'],
  ['http://[::1]:33799', 'http://[::1]:33799/success'],
  ['http://localhost', 'http://localhost/success'],
])('%s is of this computer', (text, success) => {
  expect(reportUrls(loopbackUrl(text)!).success).toBe(success);
  expect(reportUrls(loopbackUrl(text)!).failure).toBe(success.replace(/success$/, 'failure'));
});

it.each([
  '',
  'localhost:33799',
  'https://localhost:33799',
  'ftp://localhost',
  'javascript:alert(1)',
  'http://evil.example',
  'http://localhost.evil.example:33799',
  'http://evil.example#@localhost:33799',
  'http://localhost:33799@evil.example',
  'http://user@localhost:33799',
  'http://localhost:33799\\@evil.example?',
  'http://localhost.:33799',
  'http://127.0.0.2:33799',
  'http://0.0.0.0:33799',
  'http://[::ffff:127.0.0.1]:33799',
  'http://localhost:33799?key=x',
  'http://localhost:33799#x',
  'http://localhost:99999',
  'http://192.168.0.1:33799',
])('%j is not', (text) => {
  expect(loopbackUrl(text)).toBeUndefined();
});
