import type { ApiClient } from '@orch/client';

/** What a file says of one thing, or what a workspace holds, without ids: references name things instead. */
export type Spec = Readonly<Record<string, unknown>>;

/** A thing as a workspace holds it. */
export interface Stored {
  readonly id: string;
  readonly spec: Spec;
  /** Every server has it: it is neither exported nor transferred. */
  readonly isStandard?: boolean;
}

/** A sort of things that files declare and workspaces hold. */
export interface ResourceKind {
  /** Of files: `work_pools`. */
  readonly member: string;
  /** Of sentences: `work pool`. */
  readonly word: string;
  /** Of references: `${work_pool:prod}`. */
  readonly reference: string;
  /** What a spec may say. */
  readonly members: readonly string[];
  readonly required: readonly string[];
  /** Compared and replaced as a whole: what a file leaves out of them goes. */
  readonly whole: readonly string[];
  /** What may not be shown. */
  readonly secret?: readonly string[];
  /** What stays as it was made. */
  readonly fixed?: readonly string[];
  /** What tells it from others of its kind. */
  readonly name: (spec: Spec) => string;
  /** Brings the short forms of files into the one that the server answers with. */
  readonly normal?: (spec: Spec) => Spec;
  readonly list: (client: ApiClient) => Promise<readonly Stored[]>;
  readonly create: (client: ApiClient, spec: Spec) => Promise<unknown>;
  /** @param changed what differs; all of `spec` is as it should be in the end */
  readonly update: (client: ApiClient, id: string, spec: Spec, changed: Spec) => Promise<unknown>;
}

/** Some members of a row, those that are there. */
export const membersOf = (row: Spec, members: readonly string[]): Spec =>
  Object.fromEntries(members.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]));
