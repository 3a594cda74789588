import { OrchError } from '@orch/kernel';
import type { z } from 'zod';

/**
 * Arguments by the same rules as the body of the route that does the same.
 * @throws OrchError `request.rejected` that names the first wrong member
 */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new OrchError(
    'request.rejected',
    {},
    { text: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` },
  );
}
