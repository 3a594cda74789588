const WRITES = /\b(insert|update|delete|merge|call|truncate)\b/i;
const KNOWN_MAX = 5_000;

/**
 * Counts what this process wrote, by workspace: an answer that was read at one count is still true at the same count,
 * as long as no other process writes.
 */
export class WriteVersions {
  private everywhere = 0;
  private readonly byWorkspace = new Map<string, number>();
  private readonly known = new Map<string, boolean>();

  /** Grows with every write that may concern the workspace. */
  of(workspaceId: string): number {
    return this.everywhere + (this.byWorkspace.get(workspaceId) ?? 0);
  }

  /** Call it when a write of the workspace is over, committed or not. No workspace: it may concern any. */
  wrote(workspaceId: string): void {
    if (workspaceId === '') this.everywhere += 1;
    else this.byWorkspace.set(workspaceId, (this.byWorkspace.get(workspaceId) ?? 0) + 1);
  }

  /** Whether a statement may write. Errs on the side of yes (`select … for update`). */
  mayWrite(statement: { readonly text: string; readonly name?: string }): boolean {
    if (statement.name === undefined) return WRITES.test(statement.text);
    let writes = this.known.get(statement.name);
    if (writes === undefined) {
      writes = WRITES.test(statement.text);
      if (this.known.size < KNOWN_MAX) this.known.set(statement.name, writes);
    }
    return writes;
  }
}
