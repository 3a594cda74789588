import { flowRun, taskRun } from '../context/run-context.ts';
import { logger } from '../logging/current-logger.ts';
import { currentPlane } from '../session/session.ts';

export interface ArtifactOptions {
  readonly description?: string;
}
type Cell = string | number | boolean | null | undefined;
/** Rows as objects by column, columns as lists, or rows as lists. */
export type Table =
  | readonly Readonly<Record<string, Cell>>[]
  | Readonly<Record<string, readonly Cell[]>>
  | readonly (readonly Cell[])[];

/** A bar that is moved while work goes on. */
export interface ProgressArtifact {
  readonly id: string | null;
  /** @param percent 0 to 100 */
  update(percent: number): Promise<void>;
}

/** Null without a server: what was made is said in the log. */
const create = async (
  type: string,
  key: string,
  data: unknown,
  { description }: ArtifactOptions,
): Promise<string | null> => {
  if (!/^[a-z0-9-]+$/.test(key))
    throw new RangeError(
      `the key of an artifact has lower-case letters, digits and dashes only, not "${key}"`,
    );
  const plane = currentPlane();
  if (plane === null) {
    logger.info('Artifact "%s" (%s), not kept: there is no server', key, type);
    return null;
  }
  const body = {
    key,
    type,
    data,
    description: description ?? null,
    flow_run_id: flowRun()?.id ?? null,
    task_run_id: taskRun()?.id ?? null,
  };
  return (await plane.repeat('POST /artifacts/', { body })).id;
};

const checked = (percent: number): number => {
  if (!(percent >= 0 && percent <= 100))
    throw new RangeError(`progress goes from 0 to 100, not to ${percent}`);
  return percent;
};

/** What people find beside a run: reports, tables, links, pictures, progress. Artifacts of a key are versions of one. */
export const artifact = {
  markdown: (key: string, markdown: string, options: ArtifactOptions = {}): Promise<string | null> =>
    create('markdown', key, markdown, options),
  table: (key: string, table: Table, options: ArtifactOptions = {}): Promise<string | null> =>
    create('table', key, JSON.stringify(table), options),
  link: (
    key: string,
    url: string,
    options: ArtifactOptions & { readonly text?: string } = {},
  ): Promise<string | null> => create('markdown', key, `[${options.text ?? url}](${url})`, options),
  image: (key: string, url: string, options: ArtifactOptions = {}): Promise<string | null> =>
    create('image', key, url, options),
  progress: async (key: string, percent = 0, options: ArtifactOptions = {}): Promise<ProgressArtifact> => {
    const id = await create('progress', key, checked(percent), options);
    const update = async (next: number): Promise<void> => {
      const body = { data: checked(next) };
      if (id !== null) await currentPlane()?.repeat('PATCH /artifacts/{id}', { path: { id }, body });
    };
    return { id, update };
  },
} as const;
