import type { ApiClient } from '@orch/client';
import { nameIds } from './references.ts';
import type { ResourceKind, Spec, Stored } from './resource.ts';

/** What a workspace holds: everything by kind and name, and which id stands for which reference. */
export interface WorkspaceResources {
  readonly byName: ReadonlyMap<ResourceKind, ReadonlyMap<string, Stored>>;
  /** `deployment:etl/nightly` → id. */
  readonly idOf: ReadonlyMap<string, string>;
}

/** Names are unique but for those of automations: the first one counts. */
const byNameOf = (kind: ResourceKind, all: readonly Stored[]): Map<string, Stored> => {
  const named = new Map<string, Stored>();
  for (const stored of all) {
    const name = kind.name(stored.spec);
    if (!named.has(name)) named.set(name, stored);
  }
  return named;
};

const portable = (
  read: ReadonlyMap<ResourceKind, ReadonlyMap<string, Stored>>,
  idOf: ReadonlyMap<string, string>,
): WorkspaceResources['byName'] => {
  const nameOf = new Map([...idOf].map(([name, id]) => [id, name]));
  return new Map(
    [...read].map(([kind, named]) => [
      kind,
      new Map(
        [...named].map(([name, stored]) => [
          name,
          { ...stored, spec: nameIds(stored.spec, nameOf) as Spec }, // stays a mapping
        ]),
      ),
    ]),
  );
};

/** Reads what a workspace holds of some kinds; ids within are replaced by references. */
export const readWorkspace = async (
  client: ApiClient,
  kinds: readonly ResourceKind[],
): Promise<WorkspaceResources> => {
  const read = new Map<ResourceKind, Map<string, Stored>>();
  const idOf = new Map<string, string>();
  for (const kind of kinds) {
    const named = byNameOf(kind, await kind.list(client));
    read.set(kind, named);
    for (const [name, { id }] of named) idOf.set(`${kind.reference}:${name}`, id);
  }
  return { byName: portable(read, idOf), idOf };
};

/** What is the workspace's own of some kinds. */
export const ownSpecs = (
  { byName }: WorkspaceResources,
  kinds: readonly ResourceKind[],
): ReadonlyMap<ResourceKind, readonly Spec[]> =>
  new Map(
    kinds.map((kind) => [
      kind,
      [...(byName.get(kind)?.values() ?? [])].filter(({ isStandard }) => !isStandard).map(({ spec }) => spec),
    ]),
  );
