import { type ApiClient, ApiError } from '@orch/client';
import { problemOf } from '../failure.ts';
import type { Step } from './plan.ts';
import { fillReferences, referencesIn } from './references.ts';
import type { ResourceKind, Spec } from './resource.ts';

export type Result = 'created' | 'changed' | 'unchanged' | 'skipped' | 'failed';
/** What came of a step. */
export interface Outcome {
  readonly step: Step;
  readonly result: Result;
  readonly reason: string | undefined;
}

const RESTING = { keep: 'unchanged', skip: 'skipped', refuse: 'failed' } as const;

/** Does what a plan says, and knows the ids of what it has made. */
class PlanRunner {
  readonly #idOf: Map<string, string>;
  constructor(
    readonly client: ApiClient,
    idOf: ReadonlyMap<string, string>,
  ) {
    this.#idOf = new Map(idOf);
  }

  canFill(step: Step): boolean {
    return referencesIn(step.wanted).every((reference) => this.#idOf.has(reference));
  }

  async run(step: Step): Promise<Outcome> {
    const { action, reason } = step;
    if (action !== 'create' && action !== 'change') return { step, result: RESTING[action], reason };
    try {
      await this.#write(step);
      return { step, result: action === 'create' ? 'created' : 'changed', reason: undefined };
    } catch (error) {
      // one that cannot be written keeps nothing else from being written
      if (error instanceof ApiError && error.status === 401) throw error;
      const text = error instanceof ApiError ? problemOf(error) : undefined;
      return {
        step,
        result: 'failed',
        reason: text ?? (error instanceof Error ? error.message : String(error)),
      };
    }
  }

  async #write({ kind, wanted, stored, fields }: Step): Promise<void> {
    const filled = (spec: Spec): Spec => fillReferences(spec, this.#idOf) as Spec; // filling in keeps the form
    if (!stored) await kind.create(this.client, filled(wanted));
    else {
      const changed = Object.fromEntries(fields.map(({ field, after }) => [field, after]));
      await kind.update(this.client, stored.id, filled({ ...stored.spec, ...wanted }), filled(changed));
    }
  }

  /** New things have ids now. */
  async learn(kind: ResourceKind): Promise<void> {
    for (const { id, spec } of await kind.list(this.client))
      this.#idOf.set(`${kind.reference}:${kind.name(spec)}`, id);
  }
}

/** Those of one kind: first what refers to nothing new, then what refers to that. */
const runKind = async (
  runner: PlanRunner,
  kind: ResourceKind,
  steps: readonly Step[],
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (let left = steps; left.length > 0;) {
    const ready = left.filter((step) => runner.canFill(step));
    const now = ready.length > 0 ? ready : left;
    for (const step of now) {
      const outcome =
        ready.length > 0 || step.action === 'refuse'
          ? await runner.run(step)
          : ({ step, result: 'failed', reason: 'what it refers to was not made' } as const);
      outcomes.push(outcome);
    }
    if (outcomes.some(({ result }) => result === 'created')) await runner.learn(kind);
    left = left.filter((step) => !now.includes(step));
  }
  return outcomes;
};

/** Does what a plan says, kind after kind. */
export const applyPlan = async (
  client: ApiClient,
  idOf: ReadonlyMap<string, string>,
  steps: readonly Step[],
): Promise<readonly Outcome[]> => {
  const runner = new PlanRunner(client, idOf);
  const outcomes: Outcome[] = [];
  for (const kind of new Set(steps.map((step) => step.kind)))
    outcomes.push(
      ...(await runKind(
        runner,
        kind,
        steps.filter((step) => step.kind === kind),
      )),
    );
  return outcomes;
};
