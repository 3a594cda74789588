import { connect, createServer, type Socket } from 'node:net';

const LIMIT_MS = 40_000;

/** Stands before a server and may be told to cut every connection, as while that is restarted. */
export interface Outage {
  readonly url: string;
  /** Resolves when so many requests have come through since the beginning. */
  isAsked(times: number): Promise<void>;
  /** Cuts what is open and what comes; resolves when so many have tried. */
  refuse(times: number): Promise<void>;
  admit(): void;
  stop(): void;
}

const countOf = (text: string): number => text.match(/^[A-Z]+ \S+ HTTP\/1\.1\r$/gm)?.length ?? 0;

export const startOutage = async (target: string): Promise<Outage> => {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let [asked, refused, isRefusing] = [0, 0, false];
  let look = (): void => {};
  const until = (isThere: () => boolean, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`waited too long for ${what}`)), LIMIT_MS);
      look = () => isThere() && (clearTimeout(timer), resolve());
      look();
    });
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (isRefusing) {
      socket.destroy();
      refused += 1;
      return look();
    }
    const onward = connect(Number(port), hostname).on('error', () => socket.destroy());
    for (const one of [socket, onward]) open.add(one.on('close', () => (socket.destroy(), onward.destroy())));
    socket.on('data', (chunk: Buffer) => {
      asked += countOf(chunk.toString('latin1'));
      look();
    });
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = (): void => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    isAsked: (times) => until(() => asked >= times, `${times} requests`),
    refuse: (times) => {
      isRefusing = true;
      cut();
      return until(() => refused >= times, `${times} tries`);
    },
    admit: () => void (isRefusing = false),
    stop: () => (cut(), void server.close()),
  };
};
