import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonObject } from '@orch/client';
import { gitAccessOf, type GitAccess } from './git-access.ts';
import { Inputs } from './inputs.ts';
import { redacted, runCommand } from './run-command.ts';
import type { Step, StepContext } from './step.ts';

const NO_GIT = 'git is not installed on this machine';
const COMMIT = /^[0-9a-f]{4,64}$/i;
const TRIES = 3;

interface Repository {
  readonly url: string;
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  readonly hasSubmodules: boolean;
  readonly directories: readonly string[];
}

const repositoryOf = (inputs: Inputs): Repository => {
  const repository = {
    url: inputs.text('repository'),
    branch: inputs.optionalText('branch'),
    commit: inputs.optionalText('commit_sha'),
    hasSubmodules: inputs.flag('include_submodules', false),
    directories: inputs.texts('directories'),
  };
  if (repository.url.startsWith('-')) throw new Error('"repository" is not a URL');
  if (repository.branch?.startsWith('-')) throw new Error('"branch" may not begin with "-"');
  if (repository.branch !== undefined && repository.commit !== undefined)
    throw new Error('give "branch" or "commit_sha", not both');
  if (repository.commit !== undefined && !COMMIT.test(repository.commit))
    throw new Error('"commit_sha" is not a commit; for a branch or tag use "branch"');
  return repository;
};

/** `https://host/group/app.git` on branch `a/b` lies in `app-a-b`. */
const folderNameOf = ({ url, branch }: Repository): string => {
  const name = (url.split(/[?#]/)[0] ?? '')
    .replace(/\/+$/, '')
    .split(/[/:]/)
    .at(-1)
    ?.replace(/\.git$/, '');
  const base = name || 'repository';
  return branch === undefined ? base : `${base}-${branch.replaceAll('/', '-')}`;
};

type Git = (args: readonly string[], directory?: string) => Promise<string>;

const gitOf =
  (context: StepContext, access: GitAccess): Git =>
  async (args, directory) => {
    const { stdout } = await runCommand(['git', ...args], context, {
      directory,
      env: { GIT_TERMINAL_PROMPT: '0', ...access.env },
      secrets: access.secrets,
      missing: NO_GIT,
      streams: false,
    });
    return stdout;
  };

const clone = async (git: Git, from: Repository, to: string): Promise<void> => {
  const { url, branch, commit, hasSubmodules, directories } = from;
  await git([
    'clone',
    ...(hasSubmodules ? ['--recurse-submodules'] : []),
    ...(directories.length > 0 ? ['--sparse'] : []),
    ...(commit === undefined ? ['--depth', '1'] : ['--filter=blob:none', '--no-checkout']),
    ...(branch === undefined ? [] : ['--branch', branch]),
    '--',
    url,
    to,
  ]);
  if (directories.length > 0) await git(['sparse-checkout', 'set', '--', ...directories], to);
  if (commit === undefined) return;
  await git(['checkout', '--detach', commit], to);
  if (hasSubmodules) await git(['submodule', 'update', '--init', '--recursive'], to);
};

/** Brings a clone that is there to what is wanted. */
const update = async (git: Git, wanted: Repository, at: string): Promise<void> => {
  const known = await git(['config', '--get', 'remote.origin.url'], at);
  if (known !== wanted.url) throw new Error('the folder holds a clone of another repository');
  await git(['fetch', '--depth', '1', 'origin', wanted.commit ?? wanted.branch ?? 'HEAD'], at);
  await git(['checkout', '--detach', 'FETCH_HEAD'], at);
  if (wanted.hasSubmodules) await git(['submodule', 'update', '--init', '--recursive', '--depth', '1'], at);
};

const withRetries = async (work: () => Promise<void>, context: StepContext): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isHopeless = error instanceof Error && error.message === NO_GIT;
      if (isHopeless || attempt >= TRIES || context.signal?.aborted) throw error;
      await new Promise((done) => setTimeout(done, 500 * 2 ** attempt));
    }
  }
};

/**
 * Clones a repository into a folder of its own; the token is neither logged, nor kept in the clone, nor visible among the
 * arguments of a process. Upstream: deployments/steps/pull.py, git_clone (3.8.8).
 */
export const gitClone: Step = async (given: JsonObject, context) => {
  const inputs = new Inputs(given);
  const repository = repositoryOf(inputs);
  const access = gitAccessOf(repository.url, inputs);
  const git = gitOf(context, access);
  const name = inputs.optionalText('clone_directory_name') ?? folderNameOf(repository);
  const folder = resolve(context.directory, name);
  const isThere = existsSync(resolve(folder, '.git'));
  context.say(`${isThere ? 'Updating' : 'Cloning'} ${redacted(repository.url, access.secrets)} into ${name}`);
  await withRetries(() => (isThere ? update : clone)(git, repository, folder), context);
  return { output: { directory: name } };
};
