import { handleOfEmail } from './handle-of-email.ts';

it.each([
  ['ada@example.com', 'ada'],
  ['Ada.Lovelace+x@example.com', 'ada-lovelace-x'],
  ['jürgen@example.com', 'jurgen'],
  ['__@example.com', 'owner'],
  ['local@example.com', 'owner'],
  [`${'a'.repeat(80)}@example.com`, 'a'.repeat(63)],
])('%s becomes %s', (email, handle) => {
  expect(handleOfEmail(email)).toBe(handle);
});
