import { useQuery } from '@tanstack/react-query';
import { type Automation, automationsQuery } from '../../api/automations.ts';
import { blocksQuery } from '../../api/blocks.ts';
import { type ActingBlock, actingBlocks } from './acting-blocks.ts';
import { deploymentsQuery } from '../../api/deployments.ts';
import { flowsQuery } from '../../api/flows.ts';
import { poolsQuery } from '../../api/work-pools.ts';
import type { WorkspacePlace } from '../../api/workspaces.ts';
import type { Option } from '../../ui/option-list.ts';
import type { NameOf } from './trigger-text.ts';

const LISTED_MAX = 200;
export type Kind = 'flow' | 'deployment' | 'work-pool' | 'automation' | 'block-document';
const KINDS: readonly Kind[] = ['flow', 'deployment', 'work-pool', 'automation', 'block-document'];

/** Things that triggers and actions point to. */
export interface Things {
  readonly nameOf: NameOf;
  /** Values are plain ids. */
  readonly options: Readonly<Record<Kind, readonly Option[]>>;
  /** Blocks that an action of this type can use. */
  readonly blocksFor: (actionType: string) => readonly Option[];
  readonly tags: readonly string[];
}

/** Kinds of things that some automations name, so that no list asks for names that it does not show. */
export const kindsIn = (list: readonly Automation[]): readonly Kind[] => {
  const text = JSON.stringify(list);
  return KINDS.filter(
    (kind) =>
      new RegExp(`prefect\\.${kind}\\.[0-9a-f]{8}`).test(text) ||
      new RegExp(`"${kind.replace('-', '_')}_id":"`).test(text),
  );
};

const blockOption = ({ id, name, block_type_name }: ActingBlock): Option => ({
  value: id,
  label: name ?? id,
  hint: block_type_name ?? undefined,
});

/** Lists to choose from, and names by id; kinds that are not wanted are not asked for. */
export function useThings(place: WorkspacePlace, wanted: readonly Kind[] = KINDS): Things {
  const ask = (kind: Kind) => ({ enabled: wanted.includes(kind), staleTime: 30_000 });
  const asked = {
    flow: useQuery({ ...flowsQuery(place, '', 0, LISTED_MAX), ...ask('flow') }),
    deployment: useQuery({ ...deploymentsQuery(place, {}, 0, LISTED_MAX), ...ask('deployment') }),
    pool: useQuery({ ...poolsQuery(place), ...ask('work-pool') }),
    automation: useQuery({ ...automationsQuery(place, 0, LISTED_MAX), ...ask('automation') }),
    block: useQuery({ ...blocksQuery(place, '', 0), ...ask('block-document') }),
  };
  const isReading = Object.values(asked).some(({ isLoading }) => isLoading);
  const { data: flows = [] } = asked.flow;
  const { data: deployments = [] } = asked.deployment;
  const { data: pools = [] } = asked.pool;
  const { data: automations = [] } = asked.automation;
  const { data: blocks = [] } = asked.block;
  const flowNames = new Map(flows.map(({ id, name }) => [id, name]));
  const options: Record<Kind, Option[]> = {
    flow: flows.map(({ id, name }) => ({ value: id, label: name })),
    deployment: deployments.map(({ id, name, flow_id }) => ({
      value: id,
      label: name,
      hint: flowNames.get(flow_id),
    })),
    'work-pool': pools.map(({ id, name, type }) => ({ value: id, label: name, hint: type })),
    automation: automations.map(({ id, name }) => ({ value: id, label: name })),
    'block-document': blocks.map(blockOption),
  };
  const names = new Map<string, string>(
    KINDS.flatMap((kind) =>
      options[kind].map(({ value, label }) => [`prefect.${kind}.${value}`, label] as const),
    ),
  );
  return {
    // an id is no name: until the names are there, nothing is shown in their place
    nameOf: (id) => names.get(id) ?? (isReading ? '…' : undefined),
    options,
    blocksFor: (actionType) => actingBlocks(blocks, actionType).map(blockOption),
    tags: [...new Set(deployments.flatMap((one) => one.tags))].sort(),
  };
}
