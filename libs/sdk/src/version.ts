/** Version of the SDK; equal to the package's (a test compares them). */
export const VERSION = '0.1.0';
export const USER_AGENT = `orch-sdk/${VERSION} (node ${process.versions.node}; ${process.platform})`;
