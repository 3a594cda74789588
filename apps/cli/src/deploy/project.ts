import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, usage } from '../failure.ts';
import { entrypointParts } from './described-flow.ts';
import { type DeploymentEntry, type ProjectFile, readProjectFile } from './project-file.ts';

/** The first one there is holds the steps; `deployment.yaml` may stand beside it with deployments alone. */
export const PROJECT_FILES = ['orch.yaml', 'prefect.yaml'] as const;
export const DEPLOYMENT_FILE = 'deployment.yaml';

/** What the files of a folder say together. */
export interface Project {
  /** Whose build, push and pull steps count. */
  readonly steps: ProjectFile | undefined;
  readonly deployments: readonly DeploymentEntry[];
  readonly warnings: readonly string[];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const nameOf = ({ config }: DeploymentEntry): string => textOf(config['name']);
const entrypointOf = ({ config }: DeploymentEntry): string => textOf(config['entrypoint']);
/** What `init` writes to be filled in; it is no deployment yet. */
const isBlank = (entry: DeploymentEntry): boolean => nameOf(entry) === '' && entrypointOf(entry) === '';

/** @throws Failure when two files say something else of the same deployment */
const withoutTwins = (entries: readonly DeploymentEntry[]): readonly DeploymentEntry[] => {
  const seen = new Map<string, DeploymentEntry>();
  for (const entry of entries) {
    const key = `${entrypointOf(entry)} ${nameOf(entry)}`;
    const twin = seen.get(key);
    if (twin && nameOf(entry) !== '')
      throw new Failure(`deployment "${nameOf(entry)}" stands at ${twin.place} and again at ${entry.place}`);
    seen.set(key, entry);
  }
  return entries;
};

/**
 * Reads the project files of a folder, or the one that is named.
 * @throws Failure
 */
export const readProject = async (folder: string, named: string | undefined): Promise<Project> => {
  if (named !== undefined && !existsSync(resolve(folder, named))) throw usage(`there is no file ${named}`);
  const main = named ?? PROJECT_FILES.find((name) => existsSync(join(folder, name)));
  const beside =
    named === undefined && existsSync(join(folder, DEPLOYMENT_FILE)) ? DEPLOYMENT_FILE : undefined;
  const [steps, second] = [
    main === undefined ? undefined : await readProjectFile(folder, main),
    beside === undefined ? undefined : await readProjectFile(folder, beside),
  ];
  const files = [steps, second].filter((file) => file !== undefined);
  return {
    steps: steps ?? second,
    deployments: withoutTwins(files.flatMap(({ deployments }) => deployments).filter((one) => !isBlank(one))),
    warnings: files.flatMap(({ warnings }) => warnings),
  };
};

const patternOf = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

/** Whether `-n` means this deployment: `name`, `flow/name`, both with `*`. */
const isMeant = (entry: DeploymentEntry, wanted: string): boolean => {
  const slash = wanted.lastIndexOf('/');
  const flow = slash === -1 ? undefined : wanted.slice(0, slash);
  const functionName = entrypointParts(entrypointOf(entry)).name;
  const flowNames = [functionName, functionName.replaceAll('_', '-'), textOf(entry.config['flow_name'])];
  return (
    patternOf(wanted.slice(slash + 1)).test(nameOf(entry)) &&
    (flow === undefined || flowNames.some((name) => patternOf(flow).test(name)))
  );
};

/** Which deployments of a project a call is about. */
export interface Selection {
  readonly names: readonly string[];
  readonly isAll: boolean;
  /** A flow that was named itself: it needs no file. */
  readonly entrypoint: string | undefined;
}

const NEW: DeploymentEntry = { config: {}, place: 'command line' };

/**
 * Picks deployments as the reference's deploy does without asking.
 * @throws Failure when the call names none, or one that is not there
 */
export const selectDeployments = (
  { deployments }: Project,
  { names, isAll, entrypoint }: Selection,
): readonly DeploymentEntry[] => {
  if (isAll && names.length > 0) throw usage('--all or --name, not both');
  if (isAll) return allOf(deployments);
  const known = deployments.map(nameOf).filter((name) => name !== '');
  if (names.length === 0) {
    if (deployments.length === 1) return deployments;
    if (deployments.length === 0) return [NEW];
    throw usage('which deployment? Name it with -n NAME, or take --all', `Deployments: ${known.join(', ')}`);
  }
  const found = deployments.filter((entry) => names.some((name) => isMeant(entry, name)));
  const missing = names.filter((name) => !deployments.some((entry) => isMeant(entry, name)));
  // a name that no file knows is that of a new deployment of the flow that was named
  if (missing.length === 1 && names.length === 1 && entrypoint !== undefined) return [NEW];
  if (missing.length > 0)
    throw usage(
      `no file knows the deployment ${missing.join(', ')}`,
      known.length > 0
        ? `Deployments: ${known.join(', ')}`
        : 'Name a flow too: orch deploy FILE:FLOW -n NAME',
    );
  return found;
};

const allOf = (deployments: readonly DeploymentEntry[]): readonly DeploymentEntry[] => {
  if (deployments.length === 0)
    throw usage(
      `no deployments in ${[...PROJECT_FILES, DEPLOYMENT_FILE].join(', ')}`,
      'Begin with: orch init',
    );
  return deployments;
};
