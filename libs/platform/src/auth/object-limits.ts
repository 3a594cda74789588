/** Objects that can have an access list of their own. */
export const OBJECT_KINDS = ['deployment', 'work_pool', 'block_document'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];
/** What a list gives; each level includes the ones before it. */
export const OBJECT_LEVELS = ['view', 'run', 'manage'] as const;
export type ObjectLevel = (typeof OBJECT_LEVELS)[number];

/**
 * The objects of a workspace that are out of reach for who asks, because their access lists do not name them. Travels
 * with the scope of the request, so that every read and write that knows its workspace knows this too. Workspaces
 * without access lists, background loops and who administers access to the workspace have none.
 */
export interface ObjectLimits {
  /** Ids that may not be used at this level. */
  readonly denied: Readonly<Record<ObjectKind, Readonly<Record<ObjectLevel, ReadonlySet<string>>>>>;
  /** The pools among them by name: on the wire they are addressed so. */
  readonly deniedPoolNames: Readonly<Record<ObjectLevel, ReadonlySet<string>>>;
}
