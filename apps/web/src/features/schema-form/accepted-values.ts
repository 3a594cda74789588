import { formError } from '../../api/api-error.ts';
import { deployments, type JsonObject } from '../../api/deployments.ts';
import type { WorkspacePlace } from '../../api/workspaces.ts';
import type { Values } from './schema-field.ts';
import type { SchemaDraft } from './use-schema-draft.ts';

/** Values that do not fit their schema; what is wrong is marked at its field. */
class ValuesRefused extends Error {
  override readonly name = 'ValuesRefused';
}

/**
 * The values of a form, once they fit.
 * @param schema what the server holds them against; null to leave that out
 * @throws ValuesRefused, ApiError
 */
export async function acceptedValues(
  place: WorkspacePlace,
  draft: SchemaDraft,
  schema: JsonObject | null,
): Promise<Values> {
  const values = draft.check();
  if (values === undefined) throw new ValuesRefused();
  if (schema === null) return values;
  const { valid, errors } = await deployments.validate(place, schema, values);
  if (valid) return values;
  draft.refuse(errors);
  throw new ValuesRefused();
}

/** The sentence above a form with values. */
export const valuesError = (error: unknown, shownFields: readonly string[]): string | undefined =>
  error instanceof ValuesRefused ? 'Check the marked fields.' : formError(error, shownFields);
