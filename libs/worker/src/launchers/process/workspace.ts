import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Job } from '../launcher.ts';

export const FOLDER_PREFIX = 'orch-run-';

/** The folders of one run. */
export interface Workspace {
  /** Where it begins. */
  readonly directory: string;
  /** For its output; never the folder of the flow. */
  readonly outputFolder: string;
  readonly remove: () => Promise<void>;
}

export const removeFolder = (root: string): Promise<void> =>
  rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const configuredFolder = ({ configuration }: Job): string | undefined => {
  const value = configuration['working_dir'];
  return typeof value === 'string' && value !== ''
    ? resolve(value.replace(/^~(?=\/|$)/, homedir()))
    : undefined;
};

/** Where flows without steps lie: in the folder they were deployed from, when this machine has it. */
const deployedFolder = ({ pullSteps, path }: Job): string | undefined =>
  pullSteps.length === 0 && path !== null && isAbsolute(path) && isFolder(path) ? path : undefined;

/**
 * A temporary folder for a run, removed after it. A configured working directory, and the folder of a deployment without
 * steps, are used as they are.
 */
export const makeWorkspace = (
  job: Job,
  parent: string | undefined,
  usesDeployedFolder: boolean,
): Workspace => {
  const root = mkdtempSync(join(parent ?? tmpdir(), `${FOLDER_PREFIX}${job.run.id.slice(-8)}-`));
  const own = join(root, 'flow');
  mkdirSync(own);
  const configured = configuredFolder(job);
  if (configured !== undefined && !isFolder(configured))
    throw new Error(`the working directory ${configured} does not exist on this machine`);
  return {
    directory: configured ?? (usesDeployedFolder ? deployedFolder(job) : undefined) ?? own,
    outputFolder: root,
    remove: () => removeFolder(root),
  };
};
