import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type KnownFlow, knownFlow } from '../flow/known-flows.ts';

/** What an entrypoint names cannot be run; the message says why. */
export class EntrypointError extends Error {
  override readonly name = 'EntrypointError';
}

/** Takes `path/file.ts:exportName` apart; a file alone means the only flow it exports. */
export const splitEntrypoint = (
  entrypoint: string,
): { readonly file: string; readonly exportName: string | null } => {
  const match = /^(.*\.[cm]?[jt]sx?)(?::([\w$]+))?$/.exec(entrypoint);
  if (!match)
    throw new EntrypointError(`"${entrypoint}" is not the entrypoint of a flow: file.ts:exportName`);
  return { file: match[1]!, exportName: match[2] ?? null };
};

const runsTypeScript = (): boolean => Boolean(Reflect.get(process.features, 'typescript'));

/** Node before 22.18 runs TypeScript only with a loader: tsx is used where the project has it. */
const prepareTypeScript = async (file: string): Promise<void> => {
  if (!/\.[cm]?tsx?$/.test(file) || runsTypeScript()) return;
  const loader = 'tsx/esm/api';
  try {
    const { createRequire } = await import('node:module');
    const found = createRequire(pathToFileURL(file)).resolve(loader);
    const module = (await import(pathToFileURL(found).href)) as { register: () => void }; // tsx's documented interface
    module.register();
  } catch (error) {
    throw new EntrypointError(
      `Node ${process.versions.node} does not run TypeScript by itself: use Node 22.18 or newer, ` +
        'add "tsx" to the project, or deploy the compiled JavaScript',
      { cause: error },
    );
  }
};

/**
 * Loads the flow that an entrypoint names. Paths are relative to `folder`.
 * @throws EntrypointError when the file or the flow is not there; what the file throws when it is loaded
 */
export const loadFlow = async (
  file: string,
  exportName: string | null,
  folder: string = process.cwd(),
): Promise<KnownFlow> => {
  const path = isAbsolute(file) ? file : resolve(folder, file);
  await prepareTypeScript(path);
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>; // what a module is
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    // the same code when something that the file imports is missing
    if (code === 'ERR_MODULE_NOT_FOUND' && !existsSync(path))
      throw new EntrypointError(`there is no file ${path}`, { cause: error });
    throw error;
  }
  const flows = Object.entries(module).flatMap(([name, value]) => {
    const flow = knownFlow(value);
    return flow ? [{ name, flow }] : [];
  });
  const wished = flows.filter(({ name }) => exportName === null || name === exportName);
  if (wished.length === 1) return wished[0]!.flow;
  const names = flows.map(({ name }) => name).join(', ') || 'none';
  throw new EntrypointError(
    exportName === null
      ? `${path} exports ${flows.length} flows (${names}): name one, as in ${file}:${flows[0]?.name ?? 'myFlow'}`
      : `${path} exports no flow "${exportName}"; flows: ${names}`,
  );
};
