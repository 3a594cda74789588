/** The run that a value came from. */
export interface RunRef {
  readonly kind: 'task_run' | 'flow_run';
  readonly id: string;
}

/** An input of a run as it travels. */
export interface WireInput {
  readonly input_type: 'task_run' | 'flow_run';
  readonly id: string;
}

const PRIMITIVES_MAX = 10_000;
const NODES_MAX = 1_000;
const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Objects know their run by identity, whatever flow run they travel through. */
const producers = new WeakMap<object, RunRef>();
const DEPENDENCY = Symbol('dependency');

interface Dependency {
  readonly [DEPENDENCY]: { readonly value: unknown; readonly ref: RunRef | undefined };
}
const isDependency = (value: unknown): value is Dependency => isObject(value) && DEPENDENCY in value;

/** Remembers which run made an object, a promise or a future. */
export const trackObject = (value: unknown, ref: RunRef): void => {
  if (isObject(value)) producers.set(value, ref);
};

/** What a flow run knows about where its values came from. */
export class Lineage {
  /** Numbers, texts and the like have no identity: the last run that returned an equal one. Asked by `dep` only. */
  readonly #primitives = new Map<unknown, RunRef>();

  remember(value: unknown, ref: RunRef): void {
    if (isObject(value)) return this.#rememberObject(value, ref);
    if (value === undefined || value === null || typeof value === 'boolean') return;
    this.#primitives.delete(value);
    this.#primitives.set(value, ref);
    if (this.#primitives.size > PRIMITIVES_MAX) {
      const oldest = this.#primitives.keys().next();
      if (!oldest.done) this.#primitives.delete(oldest.value);
    }
  }

  /** What is taken out of a result came from its run too, unless another one made it. */
  #rememberObject(value: object, ref: RunRef): void {
    trackObject(value, ref);
    if (!isPlain(value)) return;
    const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    for (const member of members.slice(0, NODES_MAX))
      if (isObject(member) && !producers.has(member)) trackObject(member, ref);
  }

  refOf(value: unknown): RunRef | undefined {
    return isObject(value) ? producers.get(value) : this.#primitives.get(value);
  }

  /** A value that counts as an input of the task it is passed to, numbers and texts included. */
  dependency(value: unknown): unknown {
    return { [DEPENDENCY]: { value, ref: this.refOf(value) } } satisfies Dependency;
  }
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
};
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  isObject(value) && 'then' in value && typeof value.then === 'function';

/** The runs that an argument came from: itself, or members of arrays and plain objects. */
export const inputsOf = (argument: unknown): WireInput[] => {
  const found = new Map<string, WireInput>();
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (!isObject(value) || seen.has(value) || seen.size >= NODES_MAX) return;
    seen.add(value);
    if (value instanceof Promise) value.catch(() => {}); // whoever gets the argument waits for it, though not at once
    const ref = isDependency(value) ? value[DEPENDENCY].ref : producers.get(value);
    if (ref) found.set(ref.id, { input_type: ref.kind, id: ref.id });
    else if (!isDependency(value) && isPlain(value)) Object.values(value).forEach(visit);
  };
  visit(argument);
  return [...found.values()];
};

/** Puts values where futures, promises of runs and dependencies stand, in the argument and in its arrays and objects. */
export const resolveArgument = async (argument: unknown, depth = 0): Promise<unknown> => {
  if (isDependency(argument)) return resolveArgument(argument[DEPENDENCY].value, depth);
  if (!isObject(argument)) return argument;
  if (isThenable(argument)) return producers.has(argument) || depth === 0 ? await argument : argument;
  if (depth >= 4 || !isPlain(argument) || !needsResolving(argument)) return argument;
  if (Array.isArray(argument))
    return Promise.all(argument.map((member) => resolveArgument(member, depth + 1)));
  const entries = Object.entries(argument).map(
    async ([name, member]) => [name, await resolveArgument(member, depth + 1)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
};

/** Whether something inside has to be waited for; what need not be touched keeps its identity. */
const needsResolving = (value: object, depth = 0): boolean =>
  depth < 4 &&
  Object.values(value).some(
    (member) =>
      isObject(member) &&
      (isDependency(member) ||
        (isThenable(member) && producers.has(member)) ||
        (isPlain(member) && needsResolving(member, depth + 1))),
  );
