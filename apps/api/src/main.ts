import type { AddressInfo } from 'node:net';
import { EnsureFirstOwner, type FirstOwner } from '@orch/identity';
import { type Config, loadConfig } from '@orch/platform';
import { createApp } from './create-app.ts';
import { trimMemoryWhenIdle } from './trim-memory.ts';

export { rotateKeys } from './rotate-keys.ts';
export { verifyAudit } from './verify-audit.ts';

/** A server that is up. */
export interface Started {
  readonly url: string;
  /** Drains: finishes what is in flight, closes sockets and connections. */
  stop(): Promise<void>;
  /** Lines that tell a newcomer what to do next. */
  readonly banner: readonly string[];
}

/**
 * Starts the server of this process on a migrated database.
 * @param env the environment contract; see `configSchema`.
 * @throws Error with one clear line when a setting is wrong or the port is taken.
 */
export async function start(
  env: Record<string, string | undefined>,
  place: { databaseUrl: string; embedded: boolean },
): Promise<Started> {
  const config = loadConfig(env, place);
  const app = await createApp(config);
  const owner = await app.nest.get(EnsureFirstOwner, { strict: false }).execute({ embedded: place.embedded });
  await app.server.listen({ host: config.host, port: config.port });
  const stopTrimming = trimMemoryWhenIdle();
  const { port } = app.server.server.address() as AddressInfo; // it listens on a TCP port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const url = config.publicUrl ?? `http://${host}:${port}`;
  return {
    url,
    stop: () => {
      stopTrimming();
      return app.close();
    },
    banner: [`API URL   ${url}/api`, `UI URL    ${url}`, ...howToLogIn(config, owner)],
  };
}

function howToLogIn(config: Config, { made, isOwnerMissing, link }: FirstOwner): string[] {
  if (made?.newKey) {
    const workspace = `${made.accountHandle}/${made.workspaceHandle}`;
    return [
      `Log in    prefect cloud login --key ${made.newKey.reveal()} --workspace ${workspace}   (the key is shown only now)`,
    ];
  }
  if (config.localMode)
    return ['Log in    nothing to do: on this machine you are the owner of local/default'];
  if (link) {
    const otherwise = isOwnerMissing
      ? ['          or set ORCH_BOOTSTRAP_EMAIL and ORCH_BOOTSTRAP_PASSWORD, then start again']
      : [];
    return [`Sign up   ${link.reveal()}   (makes the first owner; works once, for a day)`, ...otherwise];
  }
  return ['Log in    prefect cloud login --key YOUR_KEY --workspace ACCOUNT/WORKSPACE'];
}
