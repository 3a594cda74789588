import { Injectable } from '@nestjs/common';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { messageOf } from './validation-message.ts';
import { type PreprocessOptions, preprocessSchema } from './preprocess-schema.ts';
import { safePattern } from './safe-pattern.ts';

type Json = Record<string, unknown>;

/** How a value relates to a schema. `circular`: the schema refers to itself without end. */
export type SchemaVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly message: string; readonly errors: readonly ErrorObject[] }
  | { readonly kind: 'circular' };

/** How to read the schema. */
export interface SchemaReading extends PreprocessOptions {
  /** Collect every error, not only the first. */
  readonly allErrors?: boolean;
}

type Compiled =
  | { readonly kind: 'ready'; readonly run: ValidateFunction }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'circular' };

const KEPT_MAX = 500;
const KEPT_TEXT_LENGTH_MAX = 4_000_000;

/**
 * Validates values against JSON schemas of users (draft 2020-12, as the reference does). References to other documents
 * are never followed, formats are not asserted. Compiled schemas are kept, keyed by the schema's text.
 */
@Injectable()
export class JsonSchemas {
  private readonly kept = new Map<string, Compiled>();
  private keptTextLength = 0;
  private readonly meta = new Ajv2020(OPTIONS);

  /** Says why a schema is none, or `undefined` when it is one. Upstream: schema_tools/validation.py, is_valid_schema. */
  problemOf(schema: Json): string | undefined {
    try {
      const { $schema: _dialect, ...rest } = schema;
      if (this.meta.validateSchema(rest)) return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const [first] = this.meta.errors ?? [];
    return first ? messageOf(first).replace(/^.*Failure reason: /, '') : 'the schema is not valid';
  }

  /** @param schemaText the schema as JSON text: what compiled schemas are kept by. */
  validate(value: unknown, schemaText: string, reading: SchemaReading = {}): SchemaVerdict {
    const compiled = this.compiled(schemaText, reading);
    if (compiled.kind === 'circular') return compiled;
    if (compiled.kind === 'refused')
      return {
        kind: 'invalid',
        message: `Validation failed. Failure reason: ${compiled.message}`,
        errors: [],
      };
    try {
      if (compiled.run(value)) return { kind: 'valid' };
    } catch (error) {
      if (error instanceof RangeError) return { kind: 'circular' };
      throw error;
    }
    const errors = compiled.run.errors ?? [];
    const last = errors.at(-1);
    return { kind: 'invalid', message: last ? messageOf(last) : 'Validation failed.', errors };
  }

  private compiled(schemaText: string, reading: SchemaReading): Compiled {
    const key = `${Number(reading.asIs ?? false)}${Number(reading.ignoreRequired ?? false)}${Number(reading.allowNoneWithDefault ?? false)}${Number(reading.allErrors ?? false)}${schemaText}`;
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key); // put back as the youngest
      this.kept.set(key, known);
      return known;
    }
    const made = compile(schemaText, reading);
    this.kept.set(key, made);
    this.keptTextLength += key.length;
    for (const old of this.kept.keys()) {
      if (this.kept.size <= KEPT_MAX && this.keptTextLength <= KEPT_TEXT_LENGTH_MAX) break;
      this.kept.delete(old);
      this.keptTextLength -= old.length;
    }
    return made;
  }
}

/** How ajv gets the patterns of schemas. */
const regExp = Object.assign((pattern: string) => safePattern(pattern), { code: 'safePattern' });

const OPTIONS = {
  strict: false,
  validateFormats: false,
  logger: false,
  verbose: true,
  addUsedSchema: false,
  code: { regExp },
} as const;

function compile(schemaText: string, reading: SchemaReading): Compiled {
  const schema = JSON.parse(schemaText) as unknown;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    return { kind: 'refused', message: 'the schema is not an object' };
  const { $schema: _dialect, ...given } = schema as Json;
  const prepared = preprocessSchema(given, reading);
  try {
    // An instance of its own: nothing that one user's schema names (`$id`) is visible to another's.
    return {
      kind: 'ready',
      run: new Ajv2020({ ...OPTIONS, allErrors: reading.allErrors ?? false, validateSchema: false }).compile(
        prepared,
      ),
    };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'circular' };
    return {
      kind: 'refused',
      message: (error instanceof Error ? error.message : String(error)).slice(0, 300),
    };
  }
}
