import { Controller, HttpCode, Post } from '@nestjs/common';
import { type UiSchemaValidateBody, uiSchemaValidateBody } from '@orch/contract';
import { Allow, WireBody, Workspace, type WorkspaceScope, rawText } from '@orch/platform';
import { CheckFormValues } from './check-form-values.ts';
import type { ErrorNode } from './error-tree.ts';
import type { JsonRecord } from './json.ts';

/** Forms of the web interface. Upstream: api/ui/schemas.py (3.8.8). */
@Controller('api/ui/schemas')
export class UiSchemasController {
  constructor(private readonly values: CheckFormValues) {}

  /** What does not fit is the answer, not an error. */
  @Post('validate')
  @HttpCode(200)
  @Allow('deployments:read')
  async validate(
    @Workspace() scope: WorkspaceScope,
    @WireBody(uiSchemaValidateBody) { schema, values }: UiSchemaValidateBody,
  ): Promise<{ errors: ErrorNode[]; valid: boolean }> {
    // both are JSON objects, by their schema
    const read = (text: unknown): JsonRecord => JSON.parse(rawText(text)) as JsonRecord;
    return this.values.execute(scope, read(schema), read(values));
  }
}
