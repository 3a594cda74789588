import { handleOf } from '../workspaces/handle-of.ts';
import { LOCAL_HANDLE } from './local-owner.ts';

/** A handle made from the part of an e-mail address before the `@`; never the one of local mode. */
export function handleOfEmail(email: string): string {
  const handle = handleOf(email.slice(0, Math.max(email.lastIndexOf('@'), 0)));
  return handle === undefined || handle === LOCAL_HANDLE ? 'owner' : handle;
}
