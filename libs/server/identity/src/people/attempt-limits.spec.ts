import { Clock, type Micros } from '@orch/kernel';
import { AttemptLimits, networkOf } from './attempt-limits.ts';

class FakeClock extends Clock {
  us: Micros = Date.UTC(2030, 0, 1) * 1000;
  override nowUs(): Micros {
    return this.us;
  }
  pass(seconds: number): void {
    this.us += seconds * 1_000_000;
  }
}

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is of the network %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

it('an address has ten attempts, then one every twelve seconds, whatever its case', () => {
  const clock = new FakeClock();
  const limits = new AttemptLimits(clock);
  for (let i = 0; i < 10; i += 1) limits.admit('sign-in', i % 2 ? 'a@example.com' : 'A@example.com');
  const again = () => limits.admit('sign-in', 'a@example.com');
  expect(again).toThrow(
    expect.objectContaining({
      code: 'auth.too_many',
      shown: { seconds: 12 },
      headers: { 'retry-after': '12' },
    }),
  );
  limits.admit('sign-in', 'b@example.com');
  limits.admit('mail', 'a@example.com');
  clock.pass(12);
  expect(again).not.toThrow();
  expect(again).toThrow();
});

it('remembers a bounded number of addresses, those heard of last', () => {
  const limits = new AttemptLimits(new FakeClock());
  for (let i = 0; i < 10; i += 1) limits.admit('x', 'first@example.com');
  for (let i = 0; i < 20_000; i += 1) limits.admit('x', `${i}@example.com`);
  expect(() => limits.admit('x', 'first@example.com')).not.toThrow();
});
