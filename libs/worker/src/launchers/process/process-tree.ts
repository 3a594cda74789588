import { allProcesses, type KnownProcess, processOf } from './known-process.ts';

/** A process that leads its own group, with everything it has started. */
export class ProcessTree {
  #known: readonly KnownProcess[] = [];

  constructor(private readonly pid: number) {}

  /**
   * Signals the group, and descendants that have left it. Those that were seen before are reached even after their parent
   * has ended.
   */
  signal(signal: NodeJS.Signals): void {
    this.#look();
    this.#send(-this.pid, signal);
    for (const { pid, startTicks } of this.#known)
      if (processOf(pid)?.startTicks === startTicks) this.#send(pid, signal);
  }

  #look(): void {
    const all = allProcesses();
    const known = new Map(this.#known.map((one) => [one.pid, one]));
    const queue = [this.pid, ...known.keys()];
    for (let parent = queue.shift(); parent !== undefined; parent = queue.shift())
      for (const one of all)
        if (one.parent === parent && !known.has(one.pid)) {
          known.set(one.pid, one);
          queue.push(one.pid);
        }
    this.#known = [...known.values()];
  }

  #send(pid: number, signal: NodeJS.Signals): void {
    try {
      process.kill(process.platform === 'win32' ? Math.abs(pid) : pid, signal);
    } catch {
      // it has ended
    }
  }
}

/** Asks a tree to end, and ends it after the grace. */
export const stopTree = async (
  tree: ProcessTree,
  exited: Promise<unknown>,
  graceSeconds: number,
): Promise<void> => {
  if (graceSeconds > 0) {
    tree.signal('SIGTERM');
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceSeconds * 1000);
      void exited.then(() => (clearTimeout(timer), resolve()));
    });
  }
  tree.signal('SIGKILL'); // also what the first process has left behind
};
