import { Injectable } from '@nestjs/common';
import { OrchError, isUuid } from '@orch/kernel';
import { JsonSchemas, prepared, type Tx } from '@orch/platform';
import { parsedObject } from './json-values.ts';

type Json = Record<string, unknown>;

/** What a check of job variables looks like: who is asking and how strictly. */
export interface JobVariableCheck {
  /** The pool's base job template, as JSON text. */
  readonly template: string;
  /** Layers of variables, later ones win. */
  readonly layers: readonly unknown[];
  /** Text before the reason, e.g. `Error creating flow run: `. */
  readonly prefix: string;
  readonly ignoreRequired: boolean;
  /** Defaults that break the schema are left out (true) or refused (false). */
  readonly ignoreInvalidDefaults: boolean;
}

// Table of the blocks context, read only: a default may refer to a block.
const READ_BLOCK = prepared(
  'work-pools.default_block',
  'select data from block_document where workspace_id = $1::uuid and id = $2::uuid',
);

const TEMPLATES_MAX = 200;

/** A default of a variable. */
interface Default {
  readonly name: string;
  readonly value: unknown;
  /** The value names a block, whose data stands in for it. */
  readonly isReference: boolean;
  readonly isValid: boolean;
}

/** What is known of a template's variables. */
interface Template {
  readonly schemaText: string;
  /** Why the schema is none. */
  readonly problem: string | undefined;
  readonly defaults: readonly Default[];
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks job variables against the schema in a pool's template: pool defaults first, then deployment, then run.
 * Upstream: server/api/validation.py (3.8.8).
 */
@Injectable()
export class JobVariables {
  constructor(private readonly schemas: JsonSchemas) {}

  private readonly kept = new Map<string, Template | null>();

  /** @throws OrchError `job_variables.invalid` (422), `job_variables.block_not_found` (404) */
  async check(tx: Pick<Tx, 'query' | 'scope'>, check: JobVariableCheck): Promise<void> {
    const template = this.templateOf(check.template);
    if (template === null) return;
    if (template.problem !== undefined)
      throw new OrchError('job_variables.invalid', {}, { text: `Invalid schema: ${template.problem}` });
    const { values, hasInvalid } = await this.defaultsOf(tx, template, check.ignoreInvalidDefaults);
    for (const layer of check.layers) Object.assign(values, parsedObject(layer));
    const verdict = this.schemas.validate(values, template.schemaText, {
      allowNoneWithDefault: true,
      ignoreRequired: check.ignoreRequired || (check.ignoreInvalidDefaults && hasInvalid),
    });
    if (verdict.kind === 'circular') throw new OrchError('deployment.circular_schema');
    if (verdict.kind === 'invalid')
      throw new OrchError('job_variables.invalid', {}, { text: `${check.prefix}${verdict.message}` });
  }

  /** Templates are the same for every run of a pool, so what is known of them is kept. `null`: nothing to check. */
  private templateOf(text: string): Template | null {
    let template = this.kept.get(text);
    if (template !== undefined) return template;
    const variables = parsedObject(text)['variables'];
    template = isObject(variables) && Object.keys(variables).length > 0 ? this.readTemplate(variables) : null;
    if (this.kept.size >= TEMPLATES_MAX) this.kept.clear();
    this.kept.set(text, template);
    return template;
  }

  private readTemplate(variables: Json): Template {
    const schemaText = JSON.stringify(variables);
    const problem = this.schemas.problemOf(variables);
    const defaults: Default[] = [];
    for (const [name, property] of Object.entries(
      isObject(variables['properties']) ? variables['properties'] : {},
    )) {
      if (!isObject(property) || !('default' in property)) continue;
      const value = property['default'];
      const isReference = isObject(value) && '$ref' in value;
      defaults.push({
        name,
        value,
        isReference,
        isValid: isReference || problem !== undefined || this.fits(name, value, schemaText),
      });
    }
    return { schemaText, problem, defaults };
  }

  private fits(name: string, value: unknown, schemaText: string): boolean {
    return this.schemas.validate({ [name]: value }, schemaText, { ignoreRequired: true }).kind === 'valid';
  }

  private async defaultsOf(
    tx: Pick<Tx, 'query' | 'scope'>,
    template: Template,
    ignoreInvalid: boolean,
  ): Promise<{ values: Json; hasInvalid: boolean }> {
    const values: Json = {};
    let hasInvalid = false;
    for (const { name, value: given, isReference, isValid } of template.defaults) {
      const value = isReference ? await resolveDefault(tx, given) : given;
      if (value === undefined) continue;
      if (!ignoreInvalid || (isReference ? this.fits(name, value, template.schemaText) : isValid))
        values[name] = value;
      else hasInvalid = true;
    }
    return { values, hasInvalid };
  }
}

/** `{"$ref": {"block_document_id": id}}` becomes the block's data; `undefined` for a reference that names no block. */
async function resolveDefault(tx: Pick<Tx, 'query' | 'scope'>, value: unknown): Promise<unknown> {
  if (!isObject(value) || !('$ref' in value)) return value;
  const id = isObject(value['$ref']) ? value['$ref']['block_document_id'] : undefined;
  if (id === undefined || id === null) return undefined;
  if (typeof id !== 'string' || !isUuid(id)) throw new OrchError('job_variables.block_not_found', { id });
  const [block] = await tx.query<{ data: string }>(READ_BLOCK.with(tx.scope.workspaceId, id.toLowerCase()));
  if (!block) throw new OrchError('job_variables.block_not_found', { id });
  return JSON.parse(block.data);
}
