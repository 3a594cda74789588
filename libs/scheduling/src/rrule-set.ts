import { type Effort, ruleWalls } from './rrule-dates.ts';
import type { RuleSet } from './rrule-rule.ts';
import type { WallSeconds } from './wall-time.ts';

/** Periods, days and dates that the search of one rule may look at: some tens of milliseconds, and six years of counted hours. */
const EFFORT_MAX = 150_000;
/** As `EFFORT_MAX`, of all rules of a set together. */
const EFFORT_MAX_OF_SET = 2 * EFFORT_MAX;

/**
 * What the rules and dates of a set name, in order and each once, without what is excepted. Each rule has an effort of its
 * own: one that names nothing ends without the others.
 */
export function* ruleSetWalls(set: RuleSet, from: WallSeconds): Generator<WallSeconds> {
  const left = Math.min(EFFORT_MAX, EFFORT_MAX_OF_SET / (set.rules.length + set.exceptRules.length));
  const effort = (): Effort => ({ left, reached: -Infinity });
  const wanted = merged([
    ...set.rules.map((rule) => ruleWalls(rule, from, effort())),
    set.dates[Symbol.iterator](),
  ]);
  const exceptEfforts = set.exceptRules.map(effort);
  const excepted = merged(set.exceptRules.map((rule, i) => ruleWalls(rule, from, exceptEfforts[i]!)));
  const exceptDates = new Set(set.exceptDates);
  let except = excepted.next();
  for (const wall of wanted) {
    while (!except.done && except.value < wall) except = excepted.next();
    if (exceptDates.has(wall) || (!except.done && except.value === wall)) continue;
    // it cannot be told any more what is excepted
    if (exceptEfforts.some((spent) => spent.left <= 0 && wall >= spent.reached)) return;
    yield wall;
  }
}

/** Several ordered sequences as one, equal values once. */
function* merged(sources: readonly Iterator<WallSeconds>[]): Generator<WallSeconds, undefined> {
  const heads = sources.map((source) => ({ source, head: source.next() }));
  let last = -Infinity;
  for (;;) {
    let least: (typeof heads)[number] | undefined;
    for (const one of heads) if (!one.head.done && (!least || one.head.value < least.head.value)) least = one;
    if (!least) return undefined;
    const value: WallSeconds = least.head.value;
    least.head = least.source.next();
    if (value !== last) yield value;
    last = value;
  }
}
