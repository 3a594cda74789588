import type { EgressError } from '@orch/platform';
import { ActionFailed, TryAgain } from '../actions/action-failed.ts';

const REFUSALS: Readonly<Record<string, string>> = {
  too_large: 'the answer is too large',
  redirects: 'the address redirects too often',
  address: 'the address is not allowed; only public https addresses and those listed by the operator are',
};

/** A call that could not be made, in words for users: what the network looks like inside is not told. */
export function refusalOf({ reason }: EgressError, failure: string): Error {
  return reason === 'connection' || reason === 'timeout' || reason === 'name'
    ? new TryAgain(`${failure}: the other side does not answer`)
    : new ActionFailed(`${failure}: ${REFUSALS[reason] ?? 'the address cannot be called'}`);
}
