/** Version of the command line; equal to the package's (a test compares them). */
export const VERSION = '0.1.0';
export const USER_AGENT = `orch/${VERSION} (node ${process.versions.node}; ${process.platform})`;
