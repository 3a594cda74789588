import { ApiError } from '@orch/client';
import { orMissing } from '../session/repeat.ts';
import { requirePlane } from '../session/session.ts';

const ABSENT = Symbol('absent');

/** Values of the workspace that flows share; any JSON. */
export const variables = {
  /** @returns `fallback` when there is no such variable */
  get: async <T = unknown>(name: string, fallback?: T): Promise<T | undefined> => {
    const plane = requirePlane('variables.get()');
    const call = plane.repeat('GET /variables/name/{name}', { path: { name } });
    const found = await orMissing(call, ABSENT);
    return found === ABSENT ? fallback : (found.value as T); // the caller knows what is in it
  },
  /** Makes a variable, or changes it. */
  set: async (
    name: string,
    value: unknown,
    { tags }: { readonly tags?: readonly string[] } = {},
  ): Promise<void> => {
    const plane = requirePlane('variables.set()');
    const rest = tags === undefined ? {} : { tags };
    try {
      await plane.repeat('POST /variables/', { body: { name, value, ...rest } });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      await plane.repeat('PATCH /variables/name/{name}', { path: { name }, body: { value, ...rest } });
    }
  },
  /** @returns whether there was one */
  delete: async (name: string): Promise<boolean> => {
    const plane = requirePlane('variables.delete()');
    const call = plane.repeat('DELETE /variables/name/{name}', { path: { name } });
    return (await orMissing(call, ABSENT)) !== ABSENT;
  },
} as const;
