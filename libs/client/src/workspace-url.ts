const WORKSPACE = /^(.*?)\/accounts\/([0-9a-f-]{36})\/workspaces\/([0-9a-f-]{36})\/?$/i;

/** What an API URL says about where it leads. */
export interface ApiPlace {
  /** Up to `/api`, without a slash at the end: routes about people lie here. */
  readonly root: string;
  /** Null for a server without accounts in its URL. */
  readonly accountId: string | null;
  readonly workspaceId: string | null;
}

/** Takes `https://host/api` or `https://host/api/accounts/{id}/workspaces/{id}` apart. */
export const apiPlaceOf = (apiUrl: string): ApiPlace => {
  const match = WORKSPACE.exec(apiUrl);
  if (!match) return { root: apiUrl.replace(/\/+$/, ''), accountId: null, workspaceId: null };
  return { root: match[1]!, accountId: match[2]!, workspaceId: match[3]! };
};

/** The API URL of a workspace. */
export const workspaceUrlOf = (root: string, accountId: string, workspaceId: string): string =>
  `${root}/accounts/${accountId}/workspaces/${workspaceId}`;

/**
 * The root of the API from what people type: a host, a host with a scheme, with or without `/api`.
 * Plain http is assumed for this machine only.
 */
export const apiRootFrom = (typed: string): string => {
  const isLocal = /^(localhost|127\.|\[::1\])/.test(typed);
  const url = new URL(/^https?:\/\//.test(typed) ? typed : `${isLocal ? 'http' : 'https'}://${typed}`);
  const { root } = apiPlaceOf(`${url.origin}${url.pathname}`);
  return /\/api$/.test(root) ? root : `${root}/api`;
};

/** Whether two URLs are of one server: a key is only ever sent to the one it was made by. */
export const isSameServer = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
