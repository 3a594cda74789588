/** What the process ends with. Scripts rely on these: never renumber. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** Wrong arguments or options; also a question that was answered with no. */
  usage: 2,
  /** No key, or one that the server does not take. */
  signedOut: 4,
  /** A run that was watched did not complete. */
  runFailed: 5,
  /** What was waited for did not happen in time. */
  timeout: 124,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
