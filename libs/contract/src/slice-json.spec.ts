import { sliceJsonMembers } from './slice-json.ts';

const byKey = <T>(entries: Iterable<[string, T]>): [string, T][] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

it.each([
  ['{"parameters": {"a": 1.0}, "b": 2}', ['parameters'], { parameters: '{"a": 1.0}' }],
  ['{"state":{"data": [1, "}"] ,"type":"X"}}', ['state.data'], { 'state.data': '[1, "}"]' }],
  ['{"a":1,"a": 12345678901234567890 }', ['a'], { a: '12345678901234567890' }],
  ['{"s":{"d":1},"s":{}}', ['s.d'], {}],
  ['{"s":{"d":1},"s":null}', ['s.d'], {}],
  ['{"\\u0061":"\\\\\\"}"}', ['a'], { a: '"\\\\\\"}"' }],
  ['[{"payload":{}},{"x":1},{"payload":null}]', ['*.payload'], { '0.payload': '{}', '2.payload': 'null' }],
  ['{"l":[{"p":1},{"p":2}]}', ['l.*.p'], { 'l.0.p': '1', 'l.1.p': '2' }],
  ['{"l":[1,2],"l":[3]}', ['l.*'], { 'l.0': '3' }],
  [' {"a" : {"b":1} } ', ['a', 'a.b'], { a: '{"b":1}', 'a.b': '1' }],
  [' [1, 2] ', [''], { '': '[1, 2]' }],
  ['{}', ['a'], {}],
  ['[]', ['*.a'], {}],
  ['5', ['a'], {}],
  ['{"__proto__":1}', ['__proto__'], { ['__proto__']: '1' }],
] as [string, string[], Record<string, string>][])('%s at %j', (text, paths, expected) => {
  expect(byKey(sliceJsonMembers(text, paths))).toEqual(byKey(Object.entries(expected)));
});

it('is not troubled by deep nesting', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  expect(sliceJsonMembers(`{"x":${deep},"a":1}`, ['a', 'x']).get('x')).toBe(deep);
});

/** A small deterministic generator: the failures can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

// No key that is one backslash: after such a key V8 (Node 24.21) reads other one-character escaped keys as a backslash.
const KEYS = ['a', 'b', 'c', 'a.b', '', '*', '0', 'é', '"', '\\x', '\n', 'toString'];
const TEXTS = ['', 'x', '"', '\\', '\\"', '{', ']', ',', ':', '\u2028', '\u{1f600}', '\\u0061', 'a"b\\'];

function randomText(next: () => number, depth: number): string {
  const space = (): string => ['', '', ' ', '\n\t', '\r '][Math.floor(next() * 5)]!;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  const quote = (text: string): string =>
    next() < 0.3
      ? `"${[...text].map((ch) => [...Array(ch.length).keys()].map((i) => `\\u${ch.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')).join('')}"`
      : JSON.stringify(text);
  const kind = next();
  const many = Math.floor(next() * 5);
  if (depth > 0 && kind < 0.4) {
    const members = Array.from({ length: many }, () => {
      const value = randomText(next, depth - 1);
      return `${space()}${quote(pick(KEYS))}${space()}:${space()}${value}${space()}`;
    });
    return `{${members.join(',')}${many === 0 ? space() : ''}}`;
  }
  if (depth > 0 && kind < 0.6) {
    const items = Array.from({ length: many }, () => `${space()}${randomText(next, depth - 1)}${space()}`);
    return `[${items.join(',')}${many === 0 ? space() : ''}]`;
  }
  return next() < 0.5 ? quote(pick(TEXTS)) : pick(['0', '-1.5e+10', 'true', 'false', 'null', '1.0', '12']);
}

/** The same members, taken from the parsed value. */
function membersOf(value: unknown, path: string[], at: string, into: Map<string, unknown>): void {
  const [head, ...rest] = path;
  if (head === undefined) {
    into.set(at, value);
    return;
  }
  const join = (key: string | number): string => (at === '' ? String(key) : `${at}.${key}`);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (head === '*') value.forEach((item, i) => membersOf(item, rest, join(i), into));
  } else if (head !== '*' && Object.hasOwn(value, head)) {
    membersOf((value as Record<string, unknown>)[head], rest, join(head), into);
  }
}

it('finds what JSON.parse finds, in thousands of random texts', () => {
  const paths = ['a', 'a.b', 'a.b.c', '*.a', 'b.*', 'b.*.a', '*.*.c', 'c.a.*.b', '\n', 'toString'];
  for (let seed = 1; seed <= 6000; seed += 1) {
    const next = generator(seed);
    const text = ` ${randomText(next, 5)}\n`;
    const value: unknown = JSON.parse(text);
    const expected = new Map<string, unknown>();
    for (const path of paths) membersOf(value, path.split('.'), '', expected);
    const found = new Map(
      [...sliceJsonMembers(text, paths)].map(([key, raw]) => [key, JSON.parse(raw) as unknown]),
    );
    expect({ text, found: byKey(found) }).toEqual({ text, found: byKey(expected) });
  }
});
