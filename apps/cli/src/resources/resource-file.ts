import { readFileSync } from 'node:fs';
import type { CommandContext } from '../context.ts';
import { Failure, usage } from '../failure.ts';
import { KINDS } from './kinds.ts';
import type { Wanted } from './plan.ts';
import { type ResourceKind, type Spec } from './resource.ts';
import { isMapping } from '../mapping.ts';

const textOf = async ({ terminal }: CommandContext, file: string): Promise<string> => {
  if (file === '-') return terminal.readInput();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The documents of a file, JSON or YAML; `---` may stand between them. */
const documentsOf = async (context: CommandContext, file: string): Promise<readonly unknown[]> => {
  const { parseAllDocuments } = await import('../yaml.ts');
  const documents = parseAllDocuments(await textOf(context, file), { merge: true });
  return (Array.isArray(documents) ? documents : []).map((document) => {
    const broken = document.errors[0];
    if (broken) throw usage(`${file} is not YAML: ${broken.message.split('\n')[0]}`);
    return document.toJS() as unknown;
  });
};

/** @throws Failure naming file, place and member of what does not fit */
const checked = (kind: ResourceKind, value: unknown, place: string): Spec => {
  if (!isMapping(value)) throw new Failure(`${place} is no mapping`);
  const unknown = Object.keys(value).filter((name) => !kind.members.includes(name));
  if (unknown.length > 0)
    throw new Failure(
      `${place}: a ${kind.word} has no ${unknown.join(', ')}`,
      1,
      `Members: ${kind.members.join(', ')}`,
    );
  const missing = kind.required.filter((name) => value[name] === undefined);
  if (missing.length > 0) throw new Failure(`${place}: a ${kind.word} needs ${missing.join(', ')}`);
  return value;
};

const addAll = (wanted: Map<ResourceKind, Spec[]>, document: unknown, file: string): void => {
  if (document === null || document === undefined) return;
  if (!isMapping(document)) throw new Failure(`${file} has to be a mapping, e.g. with "variables:"`);
  for (const [member, list] of Object.entries(document)) {
    const kind = KINDS.find((one) => one.member === member);
    // anchors may stand anywhere
    if (!kind && member === 'definitions') continue;
    if (!kind)
      throw new Failure(
        `${file}: nothing is known as ${member}`,
        1,
        `Known: ${KINDS.map((one) => one.member).join(', ')}`,
      );
    if (list !== null && !Array.isArray(list)) throw new Failure(`${file}: ${member} is no list`);
    const specs = (list ?? []).map((value: unknown, at: number) =>
      checked(kind, value, `${file}: ${member}[${at}]`),
    );
    wanted.get(kind)!.push(...specs);
  }
};

/** What files declare together, in the order of kinds. @throws Failure */
export const wantedFrom = async (context: CommandContext, files: readonly string[]): Promise<Wanted> => {
  const wanted = new Map<ResourceKind, Spec[]>(KINDS.map((kind) => [kind, []]));
  for (const file of files)
    for (const document of await documentsOf(context, file)) addAll(wanted, document, file);
  return wanted;
};
