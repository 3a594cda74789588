import type { CommandContext } from '../context.ts';

/** What commands about one thing have in common. */
export interface Thing<Row extends object> {
  /** As sentences name it: `work pool`. */
  readonly kind: string;
  /** What identifies it on the command line. */
  readonly argument: readonly [argument: string, text: string];
  readonly find: (context: CommandContext, wanted: string) => Promise<Row>;
  /** What `-o name` prints, and sentences say. */
  readonly name: (row: Row) => string;
}
