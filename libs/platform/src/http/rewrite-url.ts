import type { IncomingMessage } from 'node:http';
import { isUuid } from '@orch/kernel';

const WORKSPACE_PREFIX = /^\/api\/accounts\/([^/?]+)\/workspaces\/([^/?]+)(\/[^?]*)?(\?.*)?$/;

/**
 * `/api/accounts/{a}/workspaces/{w}/rest` and plain `/api/rest` are one route table: the tenant is noted on the
 * request and the URL becomes plain. Doubled slashes (a client configured with a trailing slash) are folded.
 * `/api/accounts/{a}/workspaces/{w}` alone stays: it is the workspace itself.
 */
export function rewriteUrl(request: IncomingMessage): string {
  const given = request.url ?? '/';
  const query = given.indexOf('?');
  const path = query < 0 ? given : given.slice(0, query);
  const url = path.includes('//')
    ? path.replace(/\/{2,}/g, '/') + (query < 0 ? '' : given.slice(query))
    : given;
  const match = WORKSPACE_PREFIX.exec(url);
  if (!match) return url;
  const [, accountId, workspaceId, rest = '', search = ''] = match;
  if (rest === '' || rest === '/' || !isUuid(workspaceId!)) return url;
  request.orchAddressed = { accountId: accountId!.toLowerCase(), workspaceId: workspaceId!.toLowerCase() };
  return `/api${rest}${search}`;
}
