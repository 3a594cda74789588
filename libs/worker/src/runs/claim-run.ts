import { randomUUID } from 'node:crypto';
import { type ApiClient, ApiError } from '@orch/client';
import { untilAnswered } from '../polling/repeat.ts';

/** `refused`: the run belongs to somebody else, or may not start now. */
export type Claim = { readonly kind: 'ours' } | { readonly kind: 'refused'; readonly reason: string };

interface Answer {
  readonly status: string;
  readonly state: {
    readonly type: string;
    readonly state_details?: { readonly transition_id?: string | null };
  } | null;
  readonly details: { readonly reason?: string | null };
}

/**
 * Makes the run pending, which only one worker can: this decides who runs it. Without an answer the same proposal is
 * repeated, so that a claim whose answer was lost is recognised as ours by its transition id.
 * @throws when the signal ends it, or the server refuses for good
 */
export const claimRun = async (client: ApiClient, runId: string, signal: AbortSignal): Promise<Claim> => {
  const transitionId = randomUUID();
  const state = { type: 'PENDING', name: 'Pending', state_details: { transition_id: transitionId } };
  const propose = async (): Promise<Answer> => {
    const request = { body: { state, force: false } };
    const response = await client.send('POST', `/flow_runs/${runId}/set_state`, request);
    return (await response.json()) as Answer; // contract, states.ts
  };
  try {
    const { status, state: now, details } = await untilAnswered(propose, signal);
    const isRepeated = now?.state_details?.transition_id === transitionId;
    if (now?.type === 'PENDING' && (status === 'ACCEPT' || isRepeated)) return { kind: 'ours' };
    return { kind: 'refused', reason: details.reason ?? `the server said ${status}` };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      return { kind: 'refused', reason: 'the run was deleted' };
    throw error;
  }
};
