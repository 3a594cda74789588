import { type DeploymentCreate, EMPTY_PARAMETER_SCHEMA, type DeploymentUpdate } from '@orch/contract';
import { type Sql, rawText, rawTextOrNull, sql } from '@orch/platform';

/** One column and the value it gets. */
export interface ColumnValue {
  readonly column: string;
  readonly value: Sql;
}

type Members = {
  readonly [K in keyof DeploymentCreate | keyof DeploymentUpdate]?:
    | (K extends keyof DeploymentUpdate ? DeploymentUpdate[K] : never)
    | (K extends keyof DeploymentCreate ? DeploymentCreate[K] : never)
    | undefined;
};

const EMPTY_SCHEMA = JSON.stringify(EMPTY_PARAMETER_SCHEMA);

/** An empty schema stands for one without properties. Upstream: _internal/schema.py, ParameterSchema (3.8.8). */
export function parameterSchemaText(schema: unknown): string | null {
  if (schema === EMPTY_PARAMETER_SCHEMA) return EMPTY_SCHEMA;
  const text = rawTextOrNull(schema);
  if (text === null || text.trim() === 'null') return null;
  return /^\{\s*\}$/.test(text.trim()) ? EMPTY_SCHEMA : text;
}

/** JSON text of a member that may be null. */
export const nullableText = (value: unknown): string | null => {
  const text = rawTextOrNull(value);
  return text === null || text.trim() === 'null' ? null : text;
};

/** How members of the body become columns; absent members are left out. */
const WRITERS: { readonly [K in keyof Members]?: (value: NonNullable<Members[K]> | null) => ColumnValue } = {
  version: (v) => ({ column: 'version', value: sql`${v}::text` }),
  description: (v) => ({ column: 'description', value: sql`${v}::text` }),
  paused: (v) => ({ column: 'paused', value: sql`${v ?? false}::bool` }),
  tags: (v) => ({ column: 'tags', value: sql`${v ?? []}::text[]` }),
  work_queue_name: (v) => ({ column: 'work_queue_name', value: sql`${v}::text` }),
  path: (v) => ({ column: 'path', value: sql`${v}::text` }),
  entrypoint: (v) => ({ column: 'entrypoint', value: sql`${v}::text` }),
  storage_document_id: (v) => ({ column: 'storage_document_id', value: sql`${v}::uuid` }),
  infrastructure_document_id: (v) => ({ column: 'infrastructure_document_id', value: sql`${v}::uuid` }),
  global_concurrency_limit_id: (v) => ({ column: 'concurrency_limit_id', value: sql`${v}::uuid` }),
  concurrency_options: (v) => ({
    column: 'concurrency_options',
    value: sql`${v === null ? null : JSON.stringify(v)}::json`,
  }),
  parameter_openapi_schema: (v) => ({
    column: 'parameter_openapi_schema',
    value: sql`${parameterSchemaText(v)}::json`,
  }),
  pull_steps: (v) => ({ column: 'pull_steps', value: sql`${nullableText(v)}::json` }),
};
/** Members that keep what they have when they are sent as null. */
const KEPT: { readonly [K in keyof Members]?: (value: NonNullable<Members[K]>) => ColumnValue } = {
  parameters: (v) => ({ column: 'parameters', value: sql`${rawText(v)}::json` }),
  job_variables: (v) => ({ column: 'job_variables', value: sql`${rawText(v)}::json` }),
  enforce_parameter_schema: (v) => ({ column: 'enforce_parameter_schema', value: sql`${v}::bool` }),
};

/** The columns that a body sets. */
export function columnsOf(body: Members): ColumnValue[] {
  const columns: ColumnValue[] = [];
  // each writer belongs to the member it is filed under
  for (const [name, write] of Object.entries(WRITERS) as [keyof Members, (value: unknown) => ColumnValue][]) {
    if (body[name] !== undefined) columns.push(write(body[name]));
  }
  for (const [name, write] of Object.entries(KEPT) as [keyof Members, (value: unknown) => ColumnValue][]) {
    const value: unknown = body[name];
    if (value !== undefined && value !== null && value !== 'null') columns.push(write(value));
  }
  return columns;
}
