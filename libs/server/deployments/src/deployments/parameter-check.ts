import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { JsonSchemas } from '@orch/platform';

const UNENFORCEABLE =
  'Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and the deployment' +
  ' does not have a valid parameter schema.';

/** Parameters against the schema of the flow. Upstream: api/deployments.py (3.8.8). */
@Injectable()
export class ParameterCheck {
  constructor(private readonly schemas: JsonSchemas) {}

  /**
   * @param schemaText JSON text, or `null` when the deployment has none
   * @param prefix what comes before the reason, e.g. `Error creating flow run: `
   * @throws OrchError `deployment.rejected` (409), `deployment.circular_schema` (422)
   */
  check(parameters: unknown, schemaText: string | null, prefix: string, ignoreRequired: boolean): void {
    if (schemaText === null) throw new OrchError('deployment.rejected', {}, { text: UNENFORCEABLE });
    const verdict = this.schemas.validate(parameters, schemaText, { ignoreRequired });
    if (verdict.kind === 'circular') throw new OrchError('deployment.circular_schema');
    if (verdict.kind === 'invalid')
      throw new OrchError('deployment.rejected', {}, { text: `${prefix}${verdict.message}` });
  }

  /** Why the schema or the parameters of a new deployment are refused, or `undefined`. */
  problem(parameters: unknown, schema: Record<string, unknown>, schemaText: string): string | undefined {
    const problem = this.schemas.problemOf(schema);
    if (problem !== undefined)
      return `The provided schema is not a valid json schema. Schema error: ${problem}`;
    const verdict = this.schemas.validate(parameters, schemaText, { asIs: true, ignoreRequired: true });
    return verdict.kind === 'invalid' ? verdict.message : undefined;
  }
}
