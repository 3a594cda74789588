import { requireGoodPassword } from './password-rules.ts';

const ada = ['ada.lovelace@example.com', 'Ada', 'Lovelace'];

it.each([
  ['short', /at least 10/],
  ['😀😀😀😀😀😀😀😀😀', /at least 10/],
  ['x'.repeat(201), /at most 200/],
  ['password123', /too easy/],
  ['1234567890', /too easy/],
  ['qwertyuiop', /too easy/],
  ['aaaaaaaaaaaaaaaa', /too easy/],
  ['iloveyou123', /too easy/],
  ['adalovelace', /too easy/],
  ['ada.lovelace@example.com', /too easy/],
])('%s is refused', (password, text) => {
  expect(() => requireGoodPassword(password, ada)).toThrow(
    expect.objectContaining({ code: 'password.rejected' }),
  );
  try {
    requireGoodPassword(password, ada);
  } catch (error) {
    expect(String((error as { shown: { text: string } }).shown.text)).toMatch(text);
  }
});

it.each(['correct horse battery staple', 'Tr0ub4dor&3-moon', 'пароль длинный лес', 'violet-lamp-82-river'])(
  '%s is good',
  (password) => {
    expect(() => requireGoodPassword(password, ada)).not.toThrow();
  },
);

it('judges a long password in no time', () => {
  const started = performance.now();
  for (let i = 0; i < 20; i += 1) requireGoodPassword(`${i} ${'aB3$xYz '.repeat(24)}`, ada);
  expect(performance.now() - started).toBeLessThan(2_000);
});
