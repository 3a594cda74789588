import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY } from '@orch/orchestration';
import { ROOT, sources } from './sources.ts';

const RULES = join(ROOT, 'libs/orchestration/src/rules');
const rules = readdirSync(RULES).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
const WALK = sources(['docs/walks'], /set-flow-run-state\.md$/)[0]?.text ?? '';

it.each(rules)('%s has a spec', (name) => {
  expect(existsSync(join(RULES, name.replace(/\.ts$/, '.spec.ts')))).toBe(true);
});

it('every rule belongs to a policy', () => {
  const policies = sources(['libs/orchestration/src'], /-policies\.ts$/)
    .map(({ text }) => text)
    .join('\n');
  expect(rules.filter((name) => !policies.includes(`./rules/${name}`))).toEqual([]);
});

/** The numbered list below a heading of the walk. */
const documented = (heading: string): string[] => {
  const section = WALK.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\d+\. `(\w+)`/gm)].map((match) => match[1]!);
};

it.each([CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY])('the order of $name is the documented one', (policy) => {
  expect(policy.rules.map(({ name }) => name)).toEqual(documented(policy.name));
});
