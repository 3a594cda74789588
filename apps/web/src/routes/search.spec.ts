import { safeNext, texts } from './search.ts';

it.each(['/account/acme', '/auth/client?callback=http%3A%2F%2Flocalhost%3A4000', '/a#b'])(
  'comes back to %s',
  (next) => expect(safeNext(next)).toBe(next),
);

it.each([
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  undefined,
])('goes home in place of %s', (next) => expect(safeNext(next)).toBe('/'));

it('keeps only texts of the wanted names', () => {
  expect(texts('token', 'g')({ token: 'abc', g: true, next: 'x', other: {} })).toEqual({
    token: 'abc',
    g: 'true',
  });
});
