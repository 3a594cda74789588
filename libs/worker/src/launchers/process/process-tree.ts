import { readdirSync, readFileSync } from 'node:fs';

/** A process, and when it began: its id may belong to another one later. */
interface KnownProcess {
  readonly pid: number;
  readonly parent: number;
  readonly startTicks: string;
}

const statOf = (pid: number): KnownProcess | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold anything
    return { pid, parent: Number(fields[1]), startTicks: fields[19] ?? '' };
  } catch {
    return undefined; // it has ended, or there is no /proc here
  }
};

const allProcesses = (): KnownProcess[] => {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => statOf(Number(pid))).filter((one) => one !== undefined);
  } catch {
    return [];
  }
};

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
      if (statOf(pid)?.startTicks === startTicks) this.#send(pid, signal);
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
