import { OrchError } from '@orch/kernel';
import { toPublicError } from '@orch/platform';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { WrongArguments } from '../schema/checked.ts';

const MESSAGE_CHARACTERS_MAX = 1_200;
const ERRORS_MAX = 20;

/**
 * Errors as clients see them: our codes and public texts; of anything unexpected nothing but that it happened.
 * @param onUnexpected is told of what is ours to repair.
 */
export function presentErrors(
  errors: readonly GraphQLError[],
  onUnexpected: (error: unknown) => void,
): GraphQLFormattedError[] {
  return errors.slice(0, ERRORS_MAX).map((error) => presentError(error, onUnexpected));
}

function presentError(error: GraphQLError, onUnexpected: (error: unknown) => void): GraphQLFormattedError {
  const place = {
    ...(error.path && { path: error.path }),
    ...(error.locations && { locations: error.locations }),
  };
  const cause = causeOf(error);
  if (!cause) {
    const message = error.message.slice(0, MESSAGE_CHARACTERS_MAX);
    return { message, ...place, extensions: { code: 'request.rejected', status: 422 } };
  }
  const known = toPublicError(cause);
  const shown = known instanceof OrchError ? known : new OrchError('internal');
  if (shown.status >= 500) onUnexpected(cause);
  const [message = shown.code] = Object.values(shown.body());
  const wrong = cause instanceof WrongArguments && { arguments: cause.wrong };
  return { message, ...place, extensions: { code: shown.code, status: shown.status, ...wrong } };
}

/** What a resolver threw; `undefined` for what the language itself refuses. Errors of lists are wrapped twice. */
function causeOf(error: GraphQLError): Error | undefined {
  const cause = error.originalError ?? undefined;
  return cause instanceof GraphQLError ? causeOf(cause) : cause;
}
