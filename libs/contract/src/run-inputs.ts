import type * as z from 'zod';

import { embeddedBody } from './filters.ts';
import { nonNegativeInt, wirePattern, wireStr } from './primitives.ts';
import { embedded, list, optionalMember } from './wire-type.ts';

/** Upstream: server/schemas/core.py, FlowRunInput (3.8.8). */
export const RUN_INPUT_KEY = /^[a-z0-9-]*$/;
const inputKey = wirePattern(
  RUN_INPUT_KEY,
  'value must only contain lowercase letters, numbers, and dashes.',
);

/** `value` is text (JSON in practice), stored as it comes. */
export const runInputCreateBody = embeddedBody({
  key: inputKey,
  value: wireStr,
  sender: optionalMember(wireStr),
});
export type RunInputCreateBody = z.output<typeof runInputCreateBody>;

export const runInputFilterBody = embeddedBody({
  prefix: wireStr,
  limit: embedded(nonNegativeInt, 1),
  exclude_keys: embedded(list(wireStr), []),
});
export type RunInputFilterBody = z.output<typeof runInputFilterBody>;
