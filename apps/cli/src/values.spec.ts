import { durationFrom, isIdPrefix, pairsFrom, pastFrom, valueFrom } from './values.ts';

it.each([
  ['90', 90],
  ['90s', 90],
  ['15m', 900],
  ['2h', 7200],
  ['30d', 2_592_000],
])('%s is %s seconds', (text, seconds) => expect(durationFrom(text, '--x')).toBe(seconds));
it.each(['', '5y', '-1s', '1.5h', 'soon'])('"%s" is no duration', (text) =>
  expect(() => durationFrom(text, '--x')).toThrow('--x takes a duration'),
);

it('values are JSON where they are JSON', () => {
  expect(
    pairsFrom(['n=5', 't=true', 's=text', 'd=2026-01-31', 'o={"a":[1]}', 'e=', 'u=a=b'], '--param'),
  ).toEqual({
    n: 5,
    t: true,
    s: 'text',
    d: '2026-01-31',
    o: { a: [1] },
    e: '',
    u: 'a=b',
  });
  expect(valueFrom('"5"')).toBe('5');
  expect(() => pairsFrom(['=1'], '--param')).toThrow('--param takes KEY=VALUE');
});

it('a time is a date or how long ago it was', () => {
  const nowMs = Date.parse('2026-01-02T00:00:00Z');
  expect(pastFrom('1d', '--since', nowMs)).toBe('2026-01-01T00:00:00.000Z');
  expect(pastFrom('2026-01-01T10:00:00Z', '--since', nowMs)).toBe('2026-01-01T10:00:00.000Z');
  expect(() => pastFrom('yesterday', '--since', nowMs)).toThrow('--since');
});

it('an id may be shortened to four characters, a word may not', () => {
  expect(['01a1', '01a1fe41-ec'].every(isIdPrefix)).toBe(true);
  expect(['01a', 'brave-otter', 'faceless'].some(isIdPrefix)).toBe(false);
});
