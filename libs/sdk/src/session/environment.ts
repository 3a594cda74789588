/** What surrounds the program; asked for anew each time, so that it may be changed before the first flow runs. */
// eslint-disable-next-line no-restricted-syntax -- the one place where the SDK reads the environment
export const environment = (): Readonly<Record<string, string | undefined>> => process.env;

/** A setting under either prefix. */
export const settingOf = (name: string): string | undefined => {
  const env = environment();
  return env[`ORCH_${name}`] || env[`PREFECT_${name}`] || env[`PREFECT__${name}`] || undefined;
};
