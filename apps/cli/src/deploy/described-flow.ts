/** What deploying has to know of a flow. */
export interface DescribedFlow {
  readonly name: string;
  readonly description: string | null;
  readonly version: string | null;
  readonly parameterSchema: object;
}

/** An entrypoint in its parts: `flows/etl.py:main`; a module's has no file. */
export interface Entrypoint {
  readonly file: string | null;
  readonly name: string;
}
export const entrypointParts = (entrypoint: string): Entrypoint => {
  const at = entrypoint.lastIndexOf(':');
  return at > 0
    ? { file: entrypoint.slice(0, at), name: entrypoint.slice(at + 1) }
    : { file: null, name: entrypoint.split('.').at(-1)! };
};

/** Whether the SDK has to be asked, and not Python. */
export const isScriptFlow = ({ file }: Entrypoint): boolean => file !== null && /\.[cm]?[jt]s$/.test(file);
