import type { Launcher } from './launcher.ts';
import type { ProcessLauncherOptions } from './process/process-launcher.ts';

/** Types of pools that this worker can serve. */
export const LAUNCHER_TYPES = ['process', 'docker', 'kubernetes'] as const;
export type LauncherType = (typeof LAUNCHER_TYPES)[number];

export const isLauncherType = (type: string): type is LauncherType =>
  (LAUNCHER_TYPES as readonly string[]).includes(type);

/** The launcher for a type of pool; the clients of docker and kubernetes are loaded only when they are needed. */
export const makeLauncher = async (
  type: LauncherType,
  options: ProcessLauncherOptions,
): Promise<Launcher> => {
  if (type === 'docker') return (await import('./docker/docker-launcher.ts')).DockerLauncher.of();
  if (type === 'kubernetes')
    return (await import('./kubernetes/kubernetes-launcher.ts')).KubernetesLauncher.of();
  const { ProcessLauncher } = await import('./process/process-launcher.ts');
  return new ProcessLauncher(options);
};
