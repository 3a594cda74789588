import { queryOptions } from '@tanstack/react-query';
import { api } from './http.ts';
import { workspacePath, type WorkspacePlace } from './workspaces.ts';

export type NamedKind = 'run' | 'flow' | 'deployment' | 'pool';
/** Something that has a name and a page. */
export interface NamedThing {
  readonly kind: NamedKind;
  readonly id: string;
  readonly name: string;
}
const OF_A_KIND_MAX = 6;
const QUERY_CHARS_MIN = 2;

/** What has this in its name; kinds that one may not see are left out. */
export const namedThingsQuery = (place: WorkspacePlace, text: string) => {
  const list = (path: string, body: object) =>
    api.post<{ id: string; name: string }[]>(`${workspacePath(place)}/${path}/filter`, {
      limit: OF_A_KIND_MAX,
      ...body,
    });
  const like = { name: { like_: text } };
  const asked: Readonly<Record<NamedKind, () => ReturnType<typeof list>>> = {
    deployment: () => list('deployments', { deployments: { flow_or_deployment_name: { like_: text } } }),
    flow: () => list('flows', { flows: like }),
    // the wire has no search by a part of their name
    pool: async () =>
      (await list('work_pools', { limit: 200 }))
        .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
        .slice(0, OF_A_KIND_MAX),
    run: () => list('flow_runs', { flow_runs: like, sort: 'START_TIME_DESC' }),
  };
  return queryOptions({
    queryKey: ['workspace', place.workspaceId, 'named', text],
    queryFn: async (): Promise<readonly NamedThing[]> => {
      const kinds = Object.keys(asked) as NamedKind[];
      const answers = await Promise.all(kinds.map((kind) => asked[kind]().catch(() => [])));
      return kinds.flatMap((kind, at) => (answers[at] ?? []).map(({ id, name }) => ({ kind, id, name })));
    },
    enabled: text.length >= QUERY_CHARS_MIN,
    staleTime: 10_000,
  });
};
