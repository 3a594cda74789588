import { Passwords } from './passwords.ts';

it('keeps argon2id with its cost, and checks against it', async () => {
  const passwords = new Passwords();
  const kept = await passwords.hash('correct horse battery');
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify(kept, 'correct horse battery')).toBe(true);
  expect(await passwords.verify(kept, 'correct horse batterz')).toBe(false);
  expect(await passwords.hash('correct horse battery')).not.toBe(kept);
});

it('takes characters that look the same for the same', async () => {
  const passwords = new Passwords();
  const kept = await passwords.hash('cafe\u0301 at the corner');
  expect(await passwords.verify(kept, 'caf\u00e9 at the corner')).toBe(true);
});

it('without a hash it is false, whatever is typed', async () => {
  const passwords = new Passwords();
  expect(await passwords.verify(null, 'nobody has this password')).toBe(false);
  expect(await passwords.verify(undefined, 'x')).toBe(false);
});

it('a flood waits in line, and the event loop goes on', async () => {
  const passwords = new Passwords();
  const kept = await passwords.hash('correct horse battery');
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  const all = await Promise.all(
    Array.from({ length: 8 }, () => passwords.verify(kept, 'correct horse battery')),
  );
  clearInterval(timer);
  expect(all).toEqual(Array.from({ length: 8 }, () => true));
  expect(ticks).toBeGreaterThan(3);
});
