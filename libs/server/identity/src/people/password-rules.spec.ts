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

// the cost of judging grows with the square of the length
it('judges the first 64 characters only', async () => {
  const tail = 'violet-lamp-82-river';
  await expect(requireGoodPassword('a'.repeat(64) + tail, ada)).rejects.toMatchObject({
    code: 'password.rejected',
  });
  await expect(requireGoodPassword('a'.repeat(63) + tail, ada)).rejects.toMatchObject({
    code: 'password.rejected',
  });
  await expect(requireGoodPassword('a'.repeat(44) + tail, ada)).resolves.toBeUndefined();
});
