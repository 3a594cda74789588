/** What surrounds the process; tests give their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  readonly inIsTty: boolean;
  /** Columns of stdout; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** Lines of stdout; nothing when it is no terminal. */
  readonly rows?: number | undefined;
  /** All of stdin. */
  readonly readInput: () => Promise<string>;
  readonly now: () => number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The terminal this process runs in. */
export const processTerminal = (): Terminal => {
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort(new Error('interrupted'));
    process.once('SIGINT', () => process.exit(130)); // a second one does not wait
  });
  return {
    // eslint-disable-next-line no-restricted-syntax -- the one place where the command line reads the environment
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outIsTty: process.stdout.isTTY === true,
    errIsTty: process.stderr.isTTY === true,
    inIsTty: process.stdin.isTTY === true,
    // a terminal may be made wider or narrower while something is watched
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns || undefined : undefined;
    },
    get rows() {
      return process.stdout.isTTY ? process.stdout.rows || undefined : undefined;
    },
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer); // no encoding is set
      return Buffer.concat(chunks).toString('utf8');
    },
    now: Date.now,
    signal: interrupt.signal,
  };
};
