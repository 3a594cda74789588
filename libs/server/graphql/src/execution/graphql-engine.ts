import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import fastify, { type FastifyInstance } from 'fastify';
import { type ExecutionResult, type FormattedExecutionResult, GraphQLError } from 'graphql';
import mercurius from 'mercurius';
import type { GraphqlContext } from '../schema/graphql-context.ts';
import { OrchSchema } from '../schema/orch-schema.ts';
import { presentErrors } from './graphql-errors.ts';
import { OPERATION_CHARACTERS_MAX, OPERATION_LIMITS, OPERATION_TOKENS_MAX } from './operation-limits.ts';

/** What a client sends. */
export interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** What came of an operation, whoever ran it. */
interface Result {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** Parsed and validated operations that are kept; the UI sends a few dozen. */
const KNOWN_OPERATIONS_MAX = 500;

/**
 * Runs operations. Mercurius lives on an instance of its own that never listens: requests come through our guard.
 */
@Injectable()
export class GraphqlEngine implements OnApplicationShutdown {
  private readonly logger = new Logger(GraphqlEngine.name);
  private started: Promise<FastifyInstance> | undefined;

  constructor(private readonly schema: OrchSchema) {}

  /** Runs a query or mutation. Never throws: what goes wrong is in the answer. */
  async execute(
    context: GraphqlContext,
    { query, variables, operationName }: Operation,
  ): Promise<FormattedExecutionResult> {
    if (query.length > OPERATION_CHARACTERS_MAX) return refused('The operation is too long.');
    const server = await (this.started ??= this.start());
    try {
      const { ...own } = context; // mercurius writes into it
      const result = await server.graphql(query, own, variables ?? undefined, operationName ?? undefined);
      return result as FormattedExecutionResult; // the formatter below made it
    } catch (error) {
      return this.present({ errors: refusalsOf(error) });
    }
  }

  /** The answer with errors as clients may see them. */
  present({ data, errors }: Result): FormattedExecutionResult {
    const shown = errors && presentErrors(errors, (error) => this.logger.error(error));
    return { ...(data !== undefined && { data }), ...(shown && { errors: shown }) };
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.started)?.close();
  }

  private async start(): Promise<FastifyInstance> {
    const server = fastify();
    await server.register(mercurius, {
      schema: this.schema.get(),
      routes: false,
      cache: KNOWN_OPERATIONS_MAX,
      validationRules: [...OPERATION_LIMITS],
      errorFormatter: (result) => ({ statusCode: 200, response: this.present(result) as ExecutionResult }), // printed, not read,
      graphql: { parseOptions: { maxTokens: OPERATION_TOKENS_MAX } },
    });
    await server.ready();
    return server;
  }
}

/** Mercurius throws one error that holds those of parsing or validating. */
function refusalsOf(error: unknown): GraphQLError[] {
  const { errors } = (error ?? {}) as { errors?: readonly GraphQLError[] };
  if (errors) return errors.map((e) => (e instanceof GraphQLError ? e : new GraphQLError(String(e))));
  const originalError = error instanceof Error ? error : new Error(String(error));
  return [new GraphQLError(originalError.message, { originalError })];
}

const refused = (message: string): FormattedExecutionResult => ({
  errors: [{ message, extensions: { code: 'request.rejected', status: 422 } }],
});
