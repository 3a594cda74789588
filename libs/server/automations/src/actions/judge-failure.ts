import type { Logger } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { InvalidRequest, toPublicError } from '@orch/platform';
import { ActionFailed, TryAgain } from './action-failed.ts';
import type { ActionResult, TriggeredAction } from './triggered-action.ts';

/** Why an action failed, in words for users, and whether trying again would not help. */
export function judgeFailure(
  { action, automation }: Pick<TriggeredAction, 'action' | 'automation'>,
  result: ActionResult,
  error: unknown,
  logger: Logger,
): { reason: string; isFinal: boolean } {
  if (error instanceof ActionFailed) return { reason: error.message, isFinal: true };
  if (error instanceof TryAgain) return { reason: error.message, isFinal: false };
  const shown = toPublicError(error);
  const status = shown instanceof OrchError ? shown.status : error instanceof InvalidRequest ? 422 : 500;
  result.details['status_code'] = status;
  if (status >= 500) {
    logger.error(`action ${action.type} of automation ${automation.id} failed`, error);
    return { reason: `Unexpected status from '${action.type}' action: ${status}`, isFinal: false };
  }
  if (status !== 409 && status !== 422)
    return { reason: `Unexpected status from '${action.type}' action: ${status}`, isFinal: true };
  const detail = shown instanceof OrchError ? ` - ${Object.values(shown.body())[0] ?? ''}` : '';
  return { reason: `Validation error occurred for '${action.type}'${detail}`, isFinal: true };
}
