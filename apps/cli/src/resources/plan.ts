import { changesOf, type FieldChange } from './compare.ts';
import { referencesIn } from './references.ts';
import type { ResourceKind, Spec, Stored } from './resource.ts';
import type { WorkspaceResources } from './workspace-resources.ts';

/** What is wanted, in the order of kinds. */
export type Wanted = ReadonlyMap<ResourceKind, readonly Spec[]>;

export type Action = 'create' | 'change' | 'keep' | 'skip' | 'refuse';
/** What is to be done for one thing. */
export interface Step {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly action: Action;
  readonly fields: readonly FieldChange[];
  /** Why it is skipped or refused. */
  readonly reason: string | undefined;
  readonly wanted: Spec;
  readonly stored: Stored | undefined;
}

export interface PlanOptions {
  /** Whether things that are there may be changed. */
  readonly mayChange: boolean;
  /** Whether what every server brings by itself stays as the server has it. */
  readonly leavesStandard?: boolean;
}

/** Everything that a reference may name once the plan is done. */
const knownReferences = (wanted: Wanted, present: WorkspaceResources): ReadonlySet<string> =>
  new Set([
    ...present.idOf.keys(),
    ...[...wanted].flatMap(([kind, specs]) => specs.map((spec) => `${kind.reference}:${kind.name(spec)}`)),
  ]);

const stepOf = (
  kind: ResourceKind,
  spec: Spec,
  stored: Stored | undefined,
  { mayChange, leavesStandard }: PlanOptions,
): Pick<Step, 'action' | 'fields' | 'reason'> => {
  if (!stored) return { action: 'create', fields: [], reason: undefined };
  const isLeft = leavesStandard === true && stored.isStandard === true;
  const fields = isLeft ? [] : changesOf(kind, spec, stored.spec);
  if (fields.length === 0) return { action: 'keep', fields, reason: undefined };
  if (!mayChange)
    return { action: 'skip', fields, reason: 'it is there and differs; --overwrite changes it' };
  const fixed = fields.find(({ field }) => kind.fixed?.includes(field));
  return fixed
    ? {
        action: 'refuse',
        fields,
        reason: `its ${fixed.field} is ${String(fixed.before)} and cannot be changed`,
      }
    : { action: 'change', fields, reason: undefined };
};

/** Compares what is wanted with what is there. */
export const planOf = (
  wanted: Wanted,
  present: WorkspaceResources,
  options: PlanOptions,
): readonly Step[] => {
  const known = knownReferences(wanted, present);
  return [...wanted].flatMap(([kind, specs]) => {
    const seen = new Set<string>();
    return specs.map((given): Step => {
      const spec = kind.normal?.(given) ?? given;
      const name = kind.name(spec);
      const stored = present.byName.get(kind)?.get(name);
      const step = { kind, name, wanted: spec, stored };
      const refuse = (reason: string): Step => ({ ...step, action: 'refuse', fields: [], reason });
      if (seen.has(name)) return refuse('there is another one of this name');
      seen.add(name);
      const missing = referencesIn(spec).filter((reference) => !known.has(reference));
      if (missing.length > 0) return refuse(`nothing is known as ${missing.join(', ')}`);
      return { ...step, ...stepOf(kind, spec, stored, options) };
    });
  });
};
