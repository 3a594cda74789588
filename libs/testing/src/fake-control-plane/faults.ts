/** What goes wrong with a request. */
export interface Fault {
  /** Answer that late. */
  readonly delayMs?: number;
  /** Answer this instead, and do nothing. */
  readonly status?: number;
  /** Cut the connection: `before` anything is done, or `after` it was done. */
  readonly cut?: 'before' | 'after';
}

/** Decides what goes wrong with a request; undefined: nothing. */
export type FaultPlan = (method: string, path: string) => Fault | undefined;

/** Something goes wrong with every n-th request of those that match; the kinds of faults take turns. */
export const everyNth = (n: number, faults: readonly Fault[], matches: RegExp = /./): FaultPlan => {
  let count = 0;
  return (method, path) => {
    if (!matches.test(`${method} ${path}`)) return undefined;
    count += 1;
    return count % n === 0 ? faults[(count / n) % faults.length] : undefined;
  };
};
