import { gitClone } from './git-clone.ts';
import { pullFromRemoteStorage, pullFromS3, pushToS3 } from './s3-steps.ts';
import { pipInstallRequirements, runShellScript, setWorkingDirectory } from './shell-steps.ts';
import type { Step } from './step.ts';

/** The steps that are built in, by their bare name. */
export const STEPS: Readonly<Record<string, Step>> = {
  git_clone: gitClone,
  set_working_directory: setWorkingDirectory,
  run_shell_script: runShellScript,
  pip_install_requirements: pipInstallRequirements,
  pull_from_remote_storage: pullFromRemoteStorage,
  pull_from_s3: pullFromS3,
  push_to_s3: pushToS3,
};

/** Names of former versions, and one step under two. */
const FORMER: Readonly<Record<string, string>> = {
  git_clone_project: 'git_clone',
  agit_clone: 'git_clone',
  pull_project_from_s3: 'pull_from_s3',
  push_project_to_s3: 'push_to_s3',
};

const MODULES =
  /^(?:(?:orch|prefect)\.(?:deployments|projects)\.steps(?:\.(?:core|pull|utility))?|orch\.steps|prefect_(?:aws|docker|gcp|azure)\.(?:deployments|projects)\.steps(?:\.\w+)?)\.(\w+)$/;

/**
 * The bare name of a step: of `prefect.projects.steps.git_clone_project` it is `git_clone`.
 * @returns undefined for names outside of the modules of steps
 */
export const bareStepName = (name: string): string | undefined => {
  const bare = /^\w+$/.test(name) ? name : MODULES.exec(name)?.[1];
  if (bare === undefined) return undefined;
  return Object.hasOwn(FORMER, bare) ? FORMER[bare] : bare;
};

/** The step of a name, built in or among `extra`. */
export const stepOf = (name: string, extra: Readonly<Record<string, Step>> = {}): Step | undefined => {
  const bare = bareStepName(name);
  if (bare === undefined) return undefined;
  for (const steps of [extra, STEPS]) if (Object.hasOwn(steps, bare)) return steps[bare];
  return undefined;
};
