// What the person at the terminal sees: one line per slow step, one line per failure.

/** A failure that is explained by its message alone; the launcher prints it without a stack and exits 1. */
export class StartError extends Error {}

/** Prints one progress line. */
export const say = (line) => process.stdout.write(`orch: ${line}\n`);

/**
 * Runs a slow step and prints its name before and its duration after it.
 * @template T
 * @param {string} name what is being done, e.g. "installing packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const step = async (name, work) => {
  const startedMs = performance.now();
  say(`${name} ...`);
  const result = await work();
  say(`${name}: done in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return result;
};

/** Turns whatever was thrown into the one line that is printed. A full disk and known system errors get their own words. */
export const oneLine = (error) => {
  const text = error instanceof Error ? error.message : String(error);
  if (error?.code === 'ENOSPC' || /ENOSPC|No space left on device/i.test(text)) {
    return 'the disk is full: free some space and start again';
  }
  return text.split('\n').find((line) => line.trim() !== '') ?? 'unknown failure';
};
