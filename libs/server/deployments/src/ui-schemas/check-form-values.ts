import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, JsonSchemas, type WorkspaceScope, preprocessSchema } from '@orch/platform';
import { READ_VARIABLES } from '../run-creation/hydration.ts';
import { type ErrorNode, errorTree } from './error-tree.ts';
import { hydrateValues, variableNames } from './hydrate-values.ts';
import type { JsonRecord } from './json.ts';
import { SchemaErrors, UnusableSchema } from './schema-errors.ts';

/** Checks what somebody filled into a form that was made from a schema. Upstream: api/ui/schemas.py (3.8.8). */
@Injectable()
export class CheckFormValues {
  constructor(
    private readonly db: Database,
    private readonly schemas: JsonSchemas,
  ) {}

  /** @throws OrchError `request.rejected` for a schema that is none; `deployment.circular_schema` */
  async execute(
    scope: WorkspaceScope,
    schema: JsonRecord,
    values: JsonRecord,
  ): Promise<{ errors: ErrorNode[]; valid: boolean }> {
    const prepared = preprocessSchema(schema);
    const problem = this.schemas.problemOf(prepared);
    if (problem !== undefined) throw unusable(problem);
    const names = [...new Set(variableNames(values))];
    const rows =
      names.length === 0
        ? []
        : await this.db.query<{ name: string; value: string | null }>(
            scope,
            READ_VARIABLES.with(scope.workspaceId, names),
          );
    const variables = new Map(
      rows.map(({ name, value }) => [name, value === null ? null : (JSON.parse(value) as unknown)]),
    );
    try {
      return errorTree(new SchemaErrors(prepared).of(hydrateValues(values, variables)));
    } catch (error) {
      if (!(error instanceof UnusableSchema)) throw error;
      if (error.kind === 'circular') throw new OrchError('deployment.circular_schema');
      throw unusable(`Validation failed. Failure reason: ${error.message}`);
    }
  }
}

const unusable = (reason: string): OrchError =>
  new OrchError('request.rejected', {}, { text: `Invalid schema: ${reason}` });
