import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Notifications, type WorkspaceScope } from '@orch/platform';

/** Payload: `<workspace id>:<deployment id>` of a deployment that was changed or deleted. */
export const DEPLOYMENTS_CHANNEL = 'orch_deployments';

type Listener = (key: string | undefined) => void;

/** Tells every process that a deployment changed, so that nothing is kept of it. */
@Injectable()
export class DeploymentChanges implements OnModuleInit {
  private readonly listeners = new Set<Listener>();

  constructor(private readonly notifications: Notifications) {}

  onModuleInit(): void {
    this.notifications.listen(DEPLOYMENTS_CHANNEL, (key) => this.tell(key));
    this.notifications.onReconnect(() => this.tell(undefined));
  }

  /** Whether changes made by other processes are heard. */
  get areHeard(): boolean {
    return this.notifications.isConnected;
  }

  /** @param listener gets the payload, or `undefined` when anything may have changed */
  listen(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** Call it after the commit. Never waits. */
  changed(scope: WorkspaceScope, deploymentId: string): void {
    const key = `${scope.workspaceId}:${deploymentId}`;
    this.tell(key);
    void this.notifications.notify(DEPLOYMENTS_CHANNEL, key);
  }

  private tell(key: string | undefined): void {
    for (const listener of this.listeners) listener(key);
  }
}
