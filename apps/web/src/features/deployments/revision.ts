import type { DeploymentVersionOfWire } from '@orch/contract';

/** What a client knows of the code that it deployed. */
export interface Revision {
  readonly version: string | undefined;
  readonly commit: string | undefined;
  /** The first line. */
  readonly message: string | undefined;
  readonly branch: string | undefined;
  readonly repository: string | undefined;
  /** Only of the web: others are not to be followed. */
  readonly url: string | undefined;
}

/** Reads what was sent of the repository; anything may stand there. */
export function revisionOf({ version_info: info }: DeploymentVersionOfWire): Revision {
  const text = (name: string): string | undefined => {
    const value = info?.[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const url = text('url');
  return {
    version: text('version'),
    commit: text('commit_sha'),
    message: text('message')?.split('\n')[0],
    branch: text('branch'),
    repository: text('repository'),
    url: url !== undefined && /^https?:\/\//i.test(url) ? url : undefined,
  };
}
