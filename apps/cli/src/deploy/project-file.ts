import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Document, LineCounter, Node } from '../yaml.ts';
import { Failure } from '../failure.ts';
import { checkProject } from './check-project.ts';
import type { Steps } from './steps.ts';

/** One deployment of a file, before anything is filled in. */
export interface DeploymentEntry {
  readonly config: Readonly<Record<string, unknown>>;
  /** `prefect.yaml:12`. */
  readonly place: string;
}
/** What a file says. `null` steps are as good as none; an empty `pull` says that there is nothing to pull. */
export interface ProjectFile {
  readonly path: string;
  readonly build: Steps | null;
  readonly push: Steps | null;
  readonly pull: Steps | null;
  readonly deployments: readonly DeploymentEntry[];
  /** Fields that nobody knows: most likely misspelt. */
  readonly warnings: readonly string[];
}

type Keys = readonly (string | number)[];
/** Where a value stands; of one that is not there, where its parent stands. */
const lineOf = (document: Document, lines: LineCounter, keys: Keys): number => {
  for (let length = keys.length; length >= 0; length--) {
    const node = document.getIn(keys.slice(0, length), true) as Node | undefined; // `true` asks for nodes
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
};

const keyText = (keys: Keys): string =>
  keys.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${key}`)).join('');

/**
 * Reads `orch.yaml`, `prefect.yaml` or `deployment.yaml`; anchors, aliases and `<<` are understood as YAML 1.1 does it.
 * @throws Failure naming file, line and field of everything that does not fit
 */
export const readProjectFile = async (folder: string, path: string): Promise<ProjectFile> => {
  const { LineCounter, parseDocument } = await import('../yaml.ts');
  const lines = new LineCounter();
  const document = parseDocument(textOf(resolve(folder, path)), {
    version: '1.1', // as PyYAML reads it: `yes` is true, `<<` merges
    merge: true,
    lineCounter: lines,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !tag.tag.endsWith(':timestamp')),
  });
  const broken = document.errors[0];
  if (broken) throw new Failure(`${path}:${lines.linePos(broken.pos[0]).line}: ${reasonOf(broken)}`);
  const place = (keys: Keys): string => `${path}:${lineOf(document, lines, keys)}`;
  const { problems, warnings, project } = checkProject(document.toJS({ maxAliasCount: 1000 }) as unknown);
  const said = problems.map(
    ({ keys, text }) => `${place(keys)}: ${[keyText(keys), text].filter(Boolean).join(' ')}`,
  );
  if (said.length > 0)
    throw new Failure(said[0]!, 1, said.length > 1 ? `And: ${said.slice(1, 6).join('; ')}` : undefined);
  return {
    path,
    ...project,
    deployments: project.deployments.map((config, at) => ({ config, place: place(['deployments', at]) })),
    warnings: warnings.map(({ keys, text }) => `${place(keys)}: ${keyText(keys)} ${text}`),
  };
};

/** Without the place, which is said before it. */
const reasonOf = ({ message }: Error): string =>
  message
    .split('\n')[0]!
    .replace(/:$/, '')
    .replace(/ at line \d+, column \d+$/, '');

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Failure(`${path} cannot be read (${code})`);
  }
};
