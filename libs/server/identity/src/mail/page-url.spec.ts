import { pageUrl } from './page-url.ts';

it.each([
  [
    { publicUrl: 'https://orch.example.com', host: '0.0.0.0', port: 4200 },
    'https://orch.example.com/sign-up?t=a%26b',
  ],
  [{ publicUrl: undefined, host: '127.0.0.1', port: 4200 }, 'http://127.0.0.1:4200/sign-up?t=a%26b'],
  [{ publicUrl: undefined, host: '0.0.0.0', port: 80 }, 'http://localhost:80/sign-up?t=a%26b'],
  [{ publicUrl: undefined, host: '::1', port: 4200 }, 'http://[::1]:4200/sign-up?t=a%26b'],
])('%j leads to %s', (config, url) => {
  expect(pageUrl(config, '/sign-up', { t: 'a&b' })).toBe(url);
});
