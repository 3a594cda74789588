import { Structure, type Value, fromJson, isDict } from './value.ts';

/** What there are pages for in the web interface. */
export type ModelKind =
  | 'automation'
  | 'deployment'
  | 'flow'
  | 'flow-run'
  | 'received-event'
  | 'resource'
  | 'task-run'
  | 'work-pool'
  | 'work-queue';

/** An object of the workspace in a context: its members, and what kind of object it is. */
export class Model extends Structure {
  readonly members: ReadonlyMap<string, Value>;

  /** @param members its JSON, as the API answers it */
  constructor(
    readonly kind: ModelKind,
    members: Readonly<Record<string, unknown>>,
  ) {
    super();
    const dict = fromJson(members);
    this.members = (isDict(dict) ? dict : new Map()) as ReadonlyMap<string, Value>; // keys of JSON are texts
  }

  override member(name: string): Value | undefined {
    return this.members.get(name);
  }
}
