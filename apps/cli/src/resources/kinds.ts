import { usage } from '../failure.ts';
import { automations } from './kinds/automations.ts';
import { blockTypes } from './kinds/block-types.ts';
import { blocks } from './kinds/blocks.ts';
import { deployments } from './kinds/deployments.ts';
import { globalLimits, tagLimits } from './kinds/limits.ts';
import { variables } from './kinds/variables.ts';
import { workPools, workQueues } from './kinds/work-pools.ts';
import type { ResourceKind } from './resource.ts';

/** Every kind, in an order in which each finds what it refers to. */
export const KINDS: readonly ResourceKind[] = [
  variables,
  globalLimits,
  tagLimits,
  blockTypes,
  blocks,
  workPools,
  workQueues,
  deployments,
  automations,
];

/** The kinds that `--only` names; all of them when it names none. @throws Failure */
export const kindsFrom = (names: readonly string[]): readonly ResourceKind[] => {
  const wished = names.flatMap((text) => text.split(',')).map((name) => name.trim().replaceAll('-', '_'));
  const unknown = wished.filter((name) => !KINDS.some(({ member }) => member === name));
  if (unknown.length > 0)
    throw usage(
      `--only does not know ${unknown.join(', ')}`,
      `Kinds: ${KINDS.map(({ member }) => member).join(', ')}`,
    );
  return wished.length === 0 ? KINDS : KINDS.filter(({ member }) => wished.includes(member));
};
