import { useQuery } from '@tanstack/react-query';
import { deploymentsQuery } from '../../api/deployments.ts';
import { flowsByIdQuery, flowsQuery } from '../../api/flows.ts';
import type { WorkspacePlace } from '../../api/workspaces.ts';

const LISTED_MAX = 200;

/** Flows and deployments by name, for filters and for rows that only hold ids. */
export function useNames(place: WorkspacePlace, flowIds: readonly string[]) {
  const { data: flows } = useQuery({ ...flowsQuery(place, '', 0, LISTED_MAX), staleTime: 60_000 });
  const { data: deployments } = useQuery({
    ...deploymentsQuery(place, {}, 0, LISTED_MAX),
    staleTime: 60_000,
  });
  // a workspace with more flows than one list holds: only then there are rows without a name
  const known = new Map(flows?.map(({ id, name }) => [id, name]));
  const unknown = flows ? [...new Set(flowIds)].filter((id) => !known.has(id)).sort() : [];
  const { data: others } = useQuery(flowsByIdQuery(place, unknown));
  for (const { id, name } of others ?? []) known.set(id, name);
  const named = new Map(deployments?.map(({ id, name }) => [id, name]));
  return {
    flowName: (id: string) => known.get(id),
    deploymentName: (id: string) => named.get(id),
    flowOptions: [...known].map(([value, label]) => ({ value, label })),
    deploymentOptions: (deployments ?? []).map(({ id, name, flow_id }) => ({
      value: id,
      label: name,
      hint: known.get(flow_id),
    })),
    tags: [...new Set((deployments ?? []).flatMap((one) => one.tags))],
    poolOptions: [...new Set((deployments ?? []).flatMap((one) => one.work_pool_name ?? []))].map((name) => ({
      value: name,
      label: name,
    })),
  };
}
