import { Injectable } from '@nestjs/common';
import type { SocketConnection } from '@orch/events';
import { OrchError } from '@orch/kernel';
import { type Access, AccessResolver } from '@orch/platform';
import { type ExecutionArgs, getOperationAST, GraphQLError, parse, specifiedRules, validate } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { GraphqlContext } from '../schema/graphql-context.ts';
import { OrchSchema } from '../schema/orch-schema.ts';
import { GraphqlEngine } from './graphql-engine.ts';
import { OPERATION_CHARACTERS_MAX, OPERATION_LIMITS, OPERATION_TOKENS_MAX } from './operation-limits.ts';

/** What one page may follow at the same time. */
const SUBSCRIPTIONS_MAX = 50;

interface Opened {
  readonly context: GraphqlContext;
}

/** Subscriptions of one socket, by the graphql-transport-ws protocol. */
@Injectable()
export class Subscriptions {
  private made: Server<Opened> | undefined;

  constructor(
    private readonly schema: OrchSchema,
    private readonly engine: GraphqlEngine,
    private readonly resolver: AccessResolver,
  ) {}

  /** Talks until the socket ends. */
  async serve(connection: SocketConnection, { principal, scope }: Access): Promise<void> {
    const admit = (access: Access): void => {
      // the socket passed the gate of one account only
      if (access.scope.accountId !== scope.accountId) throw new OrchError('not_found');
    };
    const context: GraphqlContext = { principal, resolver: this.resolver, admit };
    const closed = (this.made ??= this.make()).opened(
      {
        protocol: 'graphql-transport-ws',
        send: (text) => connection.sendAndWait(text).catch(() => undefined),
        close: (code, reason) => void connection.close(code ?? 1000, reason ?? ''),
        onMessage: (handle) =>
          connection.consume((text) => void handle(text).catch(() => this.fail(connection))),
      },
      { context },
    );
    connection.signal.addEventListener('abort', () => void closed(), { once: true });
    if (connection.signal.aborted) await closed();
  }

  private fail(connection: SocketConnection): void {
    connection.close(1011, 'internal error');
  }

  private make(): Server<Opened> {
    return makeServer<never, Opened>({
      onSubscribe: (socket, _id, payload) => {
        if (Object.keys(socket.subscriptions).length > SUBSCRIPTIONS_MAX)
          return [new GraphQLError(`At most ${SUBSCRIPTIONS_MAX} subscriptions at once.`)];
        return this.read(payload, socket.extra.context);
      },
      onNext: (_socket, _id, _payload, _args, result) => this.engine.present(result),
      onError: (_socket, _id, _payload, errors) => this.engine.present({ errors }).errors,
    });
  }

  /** The subscription that is asked for, or why it cannot be had. */
  private read(
    { query, variables, operationName }: SubscribePayload,
    contextValue: GraphqlContext,
  ): ExecutionArgs | readonly GraphQLError[] {
    if (query.length > OPERATION_CHARACTERS_MAX) return [new GraphQLError('The operation is too long.')];
    try {
      const schema = this.schema.get();
      const document = parse(query, { maxTokens: OPERATION_TOKENS_MAX });
      const errors = validate(schema, document, [...specifiedRules, ...OPERATION_LIMITS]);
      if (errors.length > 0) return errors;
      if (getOperationAST(document, operationName)?.operation !== 'subscription')
        return [new GraphQLError('Only subscriptions here; send everything else by POST.')];
      return { schema, document, contextValue, operationName, variableValues: variables };
    } catch (error) {
      return [error instanceof GraphQLError ? error : new GraphQLError('The operation cannot be read.')];
    }
  }
}
