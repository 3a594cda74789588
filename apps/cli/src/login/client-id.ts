/** The contract's `OAUTH_CLI_CLIENT_ID` and `DEVICE_CODE_GRANT` (a test compares them): its module would bring zod along. */
export const OAUTH_CLI_CLIENT_ID = 'orch-cli';
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
