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
])('%s is refused', async (password, text) => {
  await expect(requireGoodPassword(password, ada)).rejects.toMatchObject({
    code: 'password.rejected',
    shown: { text: expect.stringMatching(text) },
  });
});

it.each(['correct horse battery staple', 'Tr0ub4dor&3-moon', 'пароль длинный лес', 'violet-lamp-82-river'])(
  '%s is good',
  async (password) => {
    await expect(requireGoodPassword(password, ada)).resolves.toBeUndefined();
  },
);

it('judges a long password in no time', async () => {
  const started = performance.now();
  for (let i = 0; i < 20; i += 1) await requireGoodPassword(`${i} ${'aB3$xYz '.repeat(24)}`, ada);
  expect(performance.now() - started).toBeLessThan(2_000);
});
