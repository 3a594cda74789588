import { Logger } from '@nestjs/common';
import type { WorkspaceScope } from '@orch/platform';

export type Subscriber<T> = (scope: WorkspaceScope, items: readonly T[]) => void;

/** Passes on what was committed, to whoever listens in this process. */
export abstract class CommitBus<T> {
  private readonly subscribers = new Set<Subscriber<T>>();
  private readonly watchers = new Map<string, Set<Subscriber<T>>>();
  private readonly scopes = new Map<string, WorkspaceScope>();
  private readonly logger = new Logger(this.constructor.name);

  /** Call it after the commit, never before. Never throws, never waits. */
  committed(scope: WorkspaceScope, items: readonly T[]): void {
    if (items.length === 0) return;
    for (const subscriber of this.subscribers) this.tell(subscriber, scope, items);
    this.deliver(scope, items);
  }

  /** Everything of every workspace that this process commits. Returns how to stop. */
  subscribe(subscriber: Subscriber<T>): () => void {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  }

  /** Everything of one workspace, whichever process commits it. Returns how to stop. */
  watch(scope: WorkspaceScope, subscriber: Subscriber<T>): () => void {
    const { workspaceId } = scope;
    const known = this.watchers.get(workspaceId) ?? new Set();
    known.add(subscriber);
    this.watchers.set(workspaceId, known);
    this.scopes.set(workspaceId, scope);
    return () => {
      known.delete(subscriber);
      if (known.size > 0 || this.watchers.get(workspaceId) !== known) return;
      this.watchers.delete(workspaceId);
      this.scopes.delete(workspaceId);
    };
  }

  /** The workspace, when somebody in this process watches it. */
  watchedScope(workspaceId: string): WorkspaceScope | undefined {
    return this.scopes.get(workspaceId);
  }

  watchedScopes(): readonly WorkspaceScope[] {
    return [...this.scopes.values()];
  }

  /** Tells the watchers only: for what another process committed. */
  deliver(scope: WorkspaceScope, items: readonly T[]): void {
    for (const watcher of this.watchers.get(scope.workspaceId) ?? []) this.tell(watcher, scope, items);
  }

  private tell(subscriber: Subscriber<T>, scope: WorkspaceScope, items: readonly T[]): void {
    try {
      subscriber(scope, items);
    } catch (error) {
      this.logger.error(error); // a listener's fault must not reach the writer
    }
  }
}
