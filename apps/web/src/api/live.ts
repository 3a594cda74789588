import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import type { Client } from 'graphql-ws';
import { useEffect, useRef, useState } from 'react';
import { LIVE_EVENTS, rereading } from './rereading.ts';
import type { WorkspacePlace } from './workspaces.ts';
import { workspacePath } from './workspaces.ts';

/** What a page needs of an event to know whether it is about it. */
export interface LiveEvent {
  readonly id: string;
  readonly name: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly related: readonly Readonly<Record<string, string>>[];
}

/** How often a page asks while it hears nothing. */
const POLL_MS = 5_000;
const IDLE_MS = 3_000;

/** What no event was heard of is seen this much later at most. */
const SLOW_POLL_MS = 30_000;

let shared: { url: string; client: Promise<Client>; isUp: boolean } | undefined;

const addressOf = (place: WorkspacePlace): string =>
  `${window.location.origin.replace(/^http/, 'ws')}/api${workspacePath(place)}/graphql`;
const isHeardAlready = (place: WorkspacePlace): boolean => shared?.url === addressOf(place) && shared.isUp;

/** One socket for the workspace that is open, however many lists follow it. */
function clientOf(place: WorkspacePlace): Promise<Client> {
  const url = addressOf(place);
  if (shared?.url === url) return shared.client;
  void shared?.client.then((old) => old.dispose());
  const client = import('graphql-ws').then(({ createClient }) => {
    const made = createClient({
      url,
      lazyCloseTimeout: IDLE_MS,
      keepAlive: 20_000,
      retryAttempts: Infinity,
      // a lost line is tried again, ever more slowly, and spread so that not everybody comes at once
      retryWait: (tries) =>
        new Promise((done) => setTimeout(done, Math.min(8_000, 500 * 2 ** tries) * (0.5 + Math.random()))),
      shouldRetry: () => true,
    });
    const up = (isUp: boolean) => (): void => {
      if (shared?.url === url) shared.isUp = isUp;
    };
    made.on('connected', up(true));
    made.on('closed', up(false));
    return made;
  });
  shared = { url, client, isUp: false };
  return client;
}

/** Follows the events of the workspace. @returns how to stop */
function follow(
  place: WorkspacePlace,
  prefixes: readonly string[],
  on: { readonly event: (event: LiveEvent) => void; readonly heard: (isHeard: boolean) => void },
): () => void {
  let isStopped = false;
  const stops: (() => void)[] = [];
  void clientOf(place).then((client) => {
    if (isStopped) return;
    if (shared?.isUp) on.heard(true);
    stops.push(
      client.on('connected', () => on.heard(true)),
      client.on('closed', () => on.heard(false)),
      client.subscribe<{ events: LiveEvent }>(
        {
          query: LIVE_EVENTS,
          variables: { account: place.accountId, workspace: place.workspaceId, prefixes: [...prefixes] },
        },
        {
          next: ({ data }) => data && on.event(data.events),
          error: () => on.heard(false),
          complete: () => undefined,
        },
      ),
    );
  });
  return () => {
    isStopped = true;
    for (const stop of stops) stop();
  };
}

interface LiveOptions {
  readonly place: WorkspacePlace;
  /** Names of events begin with one of these. */
  readonly prefixes: readonly string[];
  /** What is read again. */
  readonly refresh: readonly QueryKey[];
  /** Whether an event concerns the page; all do when it is left out. */
  readonly about?: (event: LiveEvent) => boolean;
  readonly enabled?: boolean;
  /** Whether the page also asks by itself now and then, since something may change of which no event tells. */
  readonly asks?: boolean;
}

/**
 * Reads queries again when something happened to them, together and not too often. What came while the line was down
 * is read when it is up again; while it is down, the page asks by itself.
 */
export function useLive(options: LiveOptions): void {
  const { place, prefixes, refresh, about, enabled = true, asks = true } = options;
  const queryClient = useQueryClient();
  const [isHeard, setHeard] = useState(false);
  const latest = useRef({ refresh, about });
  useEffect(() => {
    latest.current = { refresh, about };
  });
  const { accountId, workspaceId } = place;
  const names = prefixes.join(' ');
  useEffect(() => {
    if (!enabled) return;
    // what came between the reading of the page and the opening of the socket was not heard either
    let wasLost = !isHeardAlready({ accountId, workspaceId });
    const again = rereading(() =>
      Promise.all(latest.current.refresh.map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
    );
    const stop = follow({ accountId, workspaceId }, names.split(' '), {
      event: (event) => {
        setHeard(true);
        if (latest.current.about?.(event) ?? true) again.ask();
      },
      heard: (next) => {
        setHeard(next);
        if (next && wasLost) again.ask();
        wasLost = !next;
      },
    });
    return () => {
      stop();
      again.stop();
    };
  }, [accountId, workspaceId, names, enabled, queryClient]);
  useEffect(() => {
    if (!enabled || !asks) return;
    const timer = setInterval(
      () => {
        for (const queryKey of latest.current.refresh) void queryClient.invalidateQueries({ queryKey });
      },
      isHeard ? SLOW_POLL_MS : POLL_MS,
    );
    return () => clearInterval(timer);
  }, [enabled, asks, isHeard, queryClient]);
}

/** Whether an event is about the thing itself or about something that belongs to it. */
export const isAbout =
  (resourceId: string) =>
  ({ resource, related }: LiveEvent): boolean =>
    resource['prefect.resource.id'] === resourceId ||
    related.some((one) => one['prefect.resource.id'] === resourceId);
