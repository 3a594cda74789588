import { execFile } from 'node:child_process';
import type { Env } from './placeholders.ts';

/** Which sources a deployed version comes from; further members by type. */
export interface VersionInfo {
  readonly type: string;
  readonly version: string;
  readonly [member: string]: string;
}

const git = (folder: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) =>
    execFile('git', args, { cwd: folder, timeout: 10_000 }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    ),
  );

interface Host {
  readonly type: string;
  readonly sha: string;
  readonly branch: string;
  readonly repository: string;
  readonly url: (env: Env, sha: string, repository: string) => string;
}
/** Variables that hosts of repositories set in their pipelines. */
const HOSTS: readonly Host[] = [
  {
    type: 'vcs:github',
    sha: 'GITHUB_SHA',
    branch: 'GITHUB_REF_NAME',
    repository: 'GITHUB_REPOSITORY',
    url: (env, sha, repository) => `${env['GITHUB_SERVER_URL']}/${repository}/tree/${sha}`,
  },
  {
    type: 'vcs:gitlab',
    sha: 'CI_COMMIT_SHA',
    branch: 'CI_COMMIT_REF_NAME',
    repository: 'CI_PROJECT_NAME',
    url: (env, sha) => `${env['CI_PROJECT_URL']}/-/tree/${sha}`,
  },
  {
    type: 'vcs:bitbucket',
    sha: 'BITBUCKET_COMMIT',
    branch: 'BITBUCKET_BRANCH',
    repository: 'BITBUCKET_REPO_SLUG',
    url: (env, sha) => `${env['BITBUCKET_GIT_HTTP_ORIGIN']}/src/${sha}`,
  },
  {
    type: 'vcs:azuredevops',
    sha: 'BUILD_SOURCEVERSION',
    branch: 'BUILD_SOURCEBRANCHNAME',
    repository: 'BUILD_REPOSITORY_NAME',
    url: (env, sha) => `${env['BUILD_REPOSITORY_URI']}?version=GC${sha}`,
  },
];

/** `owner/name` of a remote's URL. */
const repositoryOf = (remote: string): string => {
  const path = URL.canParse(remote) ? new URL(remote).pathname : remote;
  return path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
};

const fromGit = async (folder: string, message: string): Promise<VersionInfo | undefined> => {
  const [sha, branch, url] = await Promise.all([
    git(folder, ['rev-parse', 'HEAD']),
    git(folder, ['rev-parse', '--abbrev-ref', 'HEAD']),
    git(folder, ['config', '--get', 'remote.origin.url']),
  ]);
  if (!sha || !branch || !url) return undefined;
  const repository = repositoryOf(url);
  return { type: 'vcs:git', version: sha.slice(0, 8), branch, url, repository, commit_sha: sha, message };
};

/** The types that `--version-type` takes. */
export const VERSION_TYPES: readonly string[] = [
  'prefect:simple',
  ...HOSTS.map(({ type }) => type),
  'vcs:git',
];

/**
 * The version of the sources in a folder: from the pipeline's environment, else from git; undefined when neither says.
 * Upstream: _internal/versioning.py, get_inferred_version_info (3.8.8).
 * @param type only this one is tried
 */
export const inferVersion = async (
  folder: string,
  env: Env,
  type: string | undefined,
): Promise<VersionInfo | undefined> => {
  if (type === 'prefect:simple') return undefined;
  const message = (await git(folder, ['log', '-1', '--pretty=%B']))?.split('\n')[0];
  if (message === undefined) return undefined;
  for (const host of HOSTS) {
    const [sha, branch, repository] = [env[host.sha], env[host.branch], env[host.repository]];
    if ((type !== undefined && type !== host.type) || !sha || !branch || !repository) continue;
    const url = host.url(env, sha, repository);
    return { type: host.type, version: sha.slice(0, 8), commit_sha: sha, message, branch, repository, url };
  }
  return type === undefined || type === 'vcs:git' ? fromGit(folder, message) : undefined;
};
