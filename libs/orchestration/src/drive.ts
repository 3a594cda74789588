import {
  type Effect,
  type EffectKind,
  type EffectOf,
  type EffectResult,
  type EffectResults,
} from './effects.ts';

/** One function for each kind of effect. */
export type EffectHandlers = {
  readonly [K in EffectKind]: (effect: EffectOf<K>) => EffectResults[K] | Promise<EffectResults[K]>;
};

/** Runs one effect with the function of its kind. */
export function handleEffect(handlers: EffectHandlers, effect: Effect): EffectResult | Promise<EffectResult> {
  // The key and the argument come from the same object, which the type of an indexed union cannot express.
  const handle = handlers[effect.kind] as (effect: Effect) => EffectResult | Promise<EffectResult>;
  return handle(effect);
}

/**
 * Runs an orchestration to its end, each effect in turn. An error of a handler ends it: let the transaction fail.
 */
export async function drive<R>(
  steps: Generator<Effect, R, EffectResult>,
  handlers: EffectHandlers,
): Promise<R> {
  let next = steps.next();
  while (next.done !== true) next = steps.next(await handleEffect(handlers, next.value));
  return next.value;
}

/** Runs an orchestration that asks for nothing, or whose effects `handle` answers at once. */
export function driveSync<R>(
  steps: Generator<Effect, R, EffectResult>,
  handle: (effect: Effect) => EffectResult = refuseEffect,
): R {
  let next = steps.next();
  while (next.done !== true) next = steps.next(handle(next.value));
  return next.value;
}

function refuseEffect(effect: Effect): never {
  throw new Error(`no handler for the effect ${effect.kind}`);
}

/** Runs the effects that follow the write (`Outcome.afterEffects`), in order. */
export async function runAfterEffects(effects: readonly Effect[], handlers: EffectHandlers): Promise<void> {
  for (const effect of effects) await handleEffect(handlers, effect);
}
