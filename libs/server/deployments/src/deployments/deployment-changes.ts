import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Notifications, type Tx, type WorkspaceScope } from '@orch/platform';

/** Payload: `<workspace id>:<deployment id>` of a deployment that was changed or deleted. */
export const DEPLOYMENTS_CHANNEL = 'orch_deployments';

/** What another context keeps for a deployment, and nobody needs without it. */
export interface Belongings {
  /** In the transaction that deletes the deployment. @returns how many things it removed */
  remove(tx: Tx, deploymentId: string): Promise<number>;
  /** After the commit, where something was removed. */
  removed(scope: WorkspaceScope): void;
}

type Listener = (key: string | undefined) => void;

/** Tells every process that a deployment changed, so that nothing is kept of it. */
@Injectable()
export class DeploymentChanges implements OnModuleInit {
  private readonly listeners = new Set<Listener>();
  private readonly belongings = new Set<Belongings>();

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

  /** Makes something go with the deployments it belongs to. */
  own(belongings: Belongings): void {
    this.belongings.add(belongings);
  }

  /** Removes what belongs to a deployment that is being deleted. @returns what to call after the commit */
  async removeBelongings(tx: Tx, deploymentId: string): Promise<readonly Belongings[]> {
    const touched: Belongings[] = [];
    for (const one of this.belongings) if ((await one.remove(tx, deploymentId)) > 0) touched.push(one);
    return touched;
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
