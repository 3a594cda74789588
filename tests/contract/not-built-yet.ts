/**
 * Operations of the reference that the server does not have yet, each with what it waits for.
 * A line is removed when its operation is built: the test fails for lines that are not needed.
 */
export const NOT_BUILT_YET: Readonly<Record<string, string>> = {};
