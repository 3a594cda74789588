import { useQuery } from '@tanstack/react-query';
import { type Automation, automationsQuery } from '../../api/automations.ts';
import { blocksQuery } from '../../api/blocks.ts';
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

/** Lists to choose from, and names by id; kinds that are not wanted are not asked for. */
export function useThings(place: WorkspacePlace, wanted: readonly Kind[] = KINDS): Things {
  const ask = (kind: Kind) => ({ enabled: wanted.includes(kind), staleTime: 30_000 });
  const { data: flows = [] } = useQuery({ ...flowsQuery(place, '', 0, LISTED_MAX), ...ask('flow') });
  const { data: deployments = [] } = useQuery({
    ...deploymentsQuery(place, {}, 0, LISTED_MAX),
    ...ask('deployment'),
  });
  const { data: pools = [] } = useQuery({ ...poolsQuery(place), ...ask('work-pool') });
  const { data: automations = [] } = useQuery({
    ...automationsQuery(place, 0, LISTED_MAX),
    ...ask('automation'),
  });
  const { data: blocks = [] } = useQuery({ ...blocksQuery(place, '', 0), ...ask('block-document') });
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
    'block-document': blocks.map(({ id, name, block_type_name }) => ({
      value: id,
      label: name ?? id,
      hint: block_type_name ?? undefined,
    })),
  };
  const names = new Map<string, string>(
    KINDS.flatMap((kind) =>
      options[kind].map(({ value, label }) => [`prefect.${kind}.${value}`, label] as const),
    ),
  );
  return {
    nameOf: (id) => names.get(id),
    options,
    tags: [...new Set(deployments.flatMap((one) => one.tags))].sort(),
  };
}
