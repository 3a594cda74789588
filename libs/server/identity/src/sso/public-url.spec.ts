import { publicUrlOf } from './public-url.ts';

const LOCAL = { publicUrl: undefined, host: '127.0.0.1', port: 4200 };

it.each([
  ['localhost:4200', 'http://localhost:4200'],
  ['LOCALHOST:80', 'http://localhost:80'],
  ['127.0.0.1', 'http://127.0.0.1'],
  ['[::1]:4200', 'http://[::1]:4200'],
  ['evil.example', 'http://127.0.0.1:4200'],
  ['localhost.evil.example', 'http://127.0.0.1:4200'],
  ['localhost:4200/x', 'http://127.0.0.1:4200'],
  ['localhost:4200@evil.example', 'http://127.0.0.1:4200'],
  [undefined, 'http://127.0.0.1:4200'],
])('without a public URL, host %s means %s', (host, url) => {
  expect(publicUrlOf(LOCAL, host)).toBe(url);
});

it('the public URL wins over every host, and an IPv6 address is bracketed', () => {
  const config = { ...LOCAL, publicUrl: 'https://orch.example.com' };
  expect(publicUrlOf(config, 'localhost:4200')).toBe('https://orch.example.com');
  expect(publicUrlOf({ ...LOCAL, host: '::' }, 'x')).toBe('http://[::]:4200');
});
