import { ownPath } from './own-path.ts';

it.each(['/', '/dashboard', '/a/b?c=d&e=%2F#f', '/x?next=https://evil.example', '/account/1/workspace/2'])(
  '%s is ours',
  (path) => {
    expect(ownPath(path)).toBe(path);
  },
);

it.each([
  undefined,
  '',
  'dashboard',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  'https:evil.example',
  'https://evil.example',
  'https:/evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '/a\\..\\..\\evil',
  '/./\\evil.example',
  '/..//evil.example',
  '/.//evil.example',
  '/%2e%2e//evil.example',
  '/é',
  `/${'x'.repeat(2_048)}`,
])('%j leads to the start page', (path) => {
  expect(ownPath(path)).toBe('/');
});

it('dots are resolved within our own host', () => {
  expect(ownPath('/a/../b')).toBe('/b');
  expect(ownPath('/../../b')).toBe('/b');
});
