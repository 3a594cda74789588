import { Injectable } from '@nestjs/common';
import { EventBus, type OutgoingEvent, RESOURCE_ID } from '@orch/events';
import { OrchError } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import type { WorkPoolRow } from '../pools/work-pool.presenter.ts';
import { WorkPoolReader } from '../pools/work-pool.reader.ts';
import { idOfResource } from './channel-frames.ts';

/** Who wants to know of a pool's changes. */
export interface PoolWatcher {
  /** The pool as it is now; `undefined` when it is gone. */
  changed(pool: WorkPoolRow | undefined, reason: string): void;
  /** It changed and could not be read. */
  failed(error: unknown): void;
}

interface WatchedPool {
  readonly scope: WorkspaceScope;
  readonly id: string;
  readonly name: string;
  readonly watchers: Set<PoolWatcher>;
  timer: NodeJS.Timeout | undefined;
  reason: string;
}
interface WatchedWorkspace {
  readonly pools: Map<string, WatchedPool>;
  readonly stop: () => void;
}

/** Changes that come close together are told once. */
const COALESCE_MS = 50;
const POOL_EVENTS = 'prefect.work-pool.';
const QUEUE_EVENTS = /^prefect\.work-queue\.(?:created|updated|deleted)$/;

/** Tells of changes of pools, whichever process made them: read once a change, however many workers watch. */
@Injectable()
export class PoolChanges {
  private readonly workspaces = new Map<string, WatchedWorkspace>();

  constructor(
    private readonly bus: EventBus,
    private readonly pools: WorkPoolReader,
  ) {}

  /** Returns how to stop. */
  watch(scope: WorkspaceScope, pool: { id: string; name: string }, watcher: PoolWatcher): () => void {
    const workspace = this.workspaces.get(scope.workspaceId) ?? this.enter(scope);
    const watched = workspace.pools.get(pool.id) ?? {
      scope,
      ...pool,
      watchers: new Set(),
      timer: undefined,
      reason: '',
    };
    workspace.pools.set(pool.id, watched);
    watched.watchers.add(watcher);
    return () => {
      watched.watchers.delete(watcher);
      if (watched.watchers.size > 0 || workspace.pools.get(pool.id) !== watched) return;
      clearTimeout(watched.timer);
      workspace.pools.delete(pool.id);
      if (workspace.pools.size > 0) return;
      workspace.stop();
      this.workspaces.delete(scope.workspaceId);
    };
  }

  /** Tells the watchers of a pool anew, shortly. */
  refresh(scope: WorkspaceScope, poolId: string, reason: string): void {
    const watched = this.workspaces.get(scope.workspaceId)?.pools.get(poolId);
    if (!watched) return;
    watched.reason = reason;
    watched.timer ??= setTimeout(() => void this.tell(watched), COALESCE_MS).unref();
  }

  private enter(scope: WorkspaceScope): WatchedWorkspace {
    const stop = this.bus.watch(scope, (_, events) => {
      for (const event of events) this.heard(scope, event);
    });
    const workspace = { pools: new Map<string, WatchedPool>(), stop };
    this.workspaces.set(scope.workspaceId, workspace);
    return workspace;
  }

  private heard(scope: WorkspaceScope, event: OutgoingEvent): void {
    if (event.event.startsWith(POOL_EVENTS)) {
      const id = idOfResource(event.resource[RESOURCE_ID] ?? '', 'work-pool');
      if (id !== undefined) this.refresh(scope, id, 'work_pool_updated');
    } else if (QUEUE_EVENTS.test(event.event)) {
      for (const related of event.related) {
        const id = idOfResource(related[RESOURCE_ID] ?? '', 'work-pool');
        if (id !== undefined) this.refresh(scope, id, 'work_queue_updated');
      }
    }
  }

  private async tell(watched: WatchedPool): Promise<void> {
    watched.timer = undefined;
    try {
      const row = await this.pools.byName(watched.scope, watched.name);
      // a pool of the same name may have taken its place
      for (const watcher of [...watched.watchers])
        watcher.changed(row.id === watched.id ? row : undefined, watched.reason);
    } catch (error) {
      const isGone = error instanceof OrchError && error.status === 404;
      for (const watcher of [...watched.watchers])
        if (isGone) watcher.changed(undefined, watched.reason);
        else watcher.failed(error);
    }
  }
}
