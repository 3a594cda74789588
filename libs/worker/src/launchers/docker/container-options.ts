import type Docker from 'dockerode';
import type { JsonObject } from '@orch/client';
import { isObject } from '../../job-template/nested.ts';
import { containerCommand, containerFolder, imageOf } from '../container-command.ts';
import type { Job } from '../launcher.ts';

const LOCAL_HOST = /^(https?:\/\/)(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/;
const HOST_OF_CONTAINERS = 'host.docker.internal';
const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** `300m` in bytes; -1 stays. @throws Error for anything else */
export const bytesOf = (name: string, value: unknown): number | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const match = /^(-1|\d+(?:\.\d+)?)\s*([bkmg]?)b?$/i.exec(String(value));
  if (!match) throw new Error(`${name} "${String(value)}" is not an amount of memory, as 300m or 2g`);
  return Math.round(Number(match[1]) * (UNITS[match[2]!.toLowerCase()] ?? 1));
};

/** Addresses of this machine lead to the host from within the container. */
const environmentOf = (job: Job, isHostNetwork: boolean): string[] =>
  Object.entries(job.env).map(([name, value]) => {
    const isAddress = /_API_URL$/.test(name) && !isHostNetwork;
    return `${name}=${isAddress ? value.replace(LOCAL_HOST, `$1${HOST_OF_CONTAINERS}`) : value}`;
  });

export interface ContainerPlan {
  readonly options: Docker.ContainerCreateOptions;
  readonly image: string;
  /** Networks beside the first. */
  readonly networks: readonly string[];
  readonly isRemovedAfter: boolean;
  /** Watching ends after so many seconds; undefined: never. */
  readonly waitSeconds: number | undefined;
  readonly pullPolicy: PullPolicy;
  readonly credentials: Docker.AuthConfig | undefined;
}
export type PullPolicy = 'Always' | 'IfNotPresent' | 'IfPossible' | 'Never';
const POLICIES: readonly PullPolicy[] = ['Always', 'IfNotPresent', 'IfPossible', 'Never'];

/** Without a policy, an image that moves is fetched always. Upstream: prefect_docker, worker.py. */
const policyOf = (configured: unknown, image: string): PullPolicy => {
  const policy = POLICIES.find((one) => one === configured);
  if (policy) return policy;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent';
};

const credentialsOf = (block: unknown): Docker.AuthConfig | undefined => {
  if (!isObject(block)) return undefined;
  return {
    username: text(block['username']) ?? '',
    password: text(block['password']) ?? '',
    serveraddress: text(block['registry_url']) ?? '',
  };
};

const hostConfigOf = (configuration: JsonObject, networkMode: string | undefined): Docker.HostConfig => {
  const memory = bytesOf('mem_limit', configuration['mem_limit']);
  const swap = bytesOf('memswap_limit', configuration['memswap_limit']);
  const isHostNetwork = networkMode === 'host';
  return {
    Binds: texts(configuration['volumes']),
    Privileged: configuration['privileged'] === true,
    ...(isHostNetwork ? {} : { ExtraHosts: [`${HOST_OF_CONTAINERS}:host-gateway`] }),
    ...(networkMode === undefined ? {} : { NetworkMode: networkMode }),
    ...(memory === undefined ? {} : { Memory: memory }),
    ...(swap === undefined ? {} : { MemorySwap: swap }),
  };
};

/** What to ask the Docker engine for. @throws Error when the configuration cannot be meant */
export const containerPlan = (job: Job): ContainerPlan => {
  const { configuration } = job;
  const image = imageOf(job);
  const networks = texts(configuration['networks']);
  const networkMode = text(configuration['network_mode']);
  if (networkMode !== undefined && networks.length > 0)
    throw new Error('the job configuration has both "networks" and "network_mode"');
  const folder = containerFolder(job);
  const waitSeconds = Number(configuration['container_wait_timeout']);
  return {
    image,
    networks: networks.slice(1),
    isRemovedAfter: configuration['auto_remove'] === true,
    waitSeconds: waitSeconds > 0 ? waitSeconds : undefined,
    pullPolicy: policyOf(configuration['image_pull_policy'], image),
    credentials: credentialsOf(configuration['registry_credentials']),
    options: {
      Image: image,
      Cmd: [...containerCommand(job)],
      Env: environmentOf(job, networkMode === 'host'),
      Labels: { ...job.labels },
      ...(folder === undefined ? {} : { WorkingDir: folder }),
      HostConfig: hostConfigOf(configuration, networkMode ?? networks[0]),
    },
  };
};
