import type { BackgroundDatabase } from '../database/database.ts';
import type { SealedPlace, Sealer } from './seal.ts';
import {
  FIRST,
  type Resealed,
  type SealedRow,
  SealedRowsRepository,
  type SealedTable,
} from './sealed-rows.repository.ts';

/** What a rotation did. It is complete when it `isSettled` and nothing is `unreadable`. */
export interface RotationReport {
  /** Texts that were sealed anew. */
  readonly resealed: number;
  /** False when somebody went on sealing with another root key while we worked. */
  readonly isSettled: boolean;
  /** Where texts are that no known root key opens. */
  readonly unreadable: readonly SealedPlace[];
}

interface PassCounts {
  resealed: number;
  missed: number;
  readonly unreadable: SealedPlace[];
}

const BATCH = 200;
const PASSES_MAX = 5;
/** Unreadable texts are named up to this number. */
const NAMED_MAX = 1_000;

/**
 * Seals everything anew that was not sealed with the current root key. Servers go on working: a text is replaced in
 * one short statement a batch, and only if nobody changed it meanwhile. After an interruption the next call goes on
 * where work is left; two calls at once do no harm.
 */
export class RotateRootKey {
  private readonly rows: SealedRowsRepository;

  constructor(
    database: BackgroundDatabase,
    private readonly sealer: Sealer,
    private readonly batch = BATCH,
  ) {
    this.rows = new SealedRowsRepository(database);
  }

  /**
   * @param onBatch called after each batch with the number of texts sealed anew so far
   * @throws Error when a running server does not seal with the current root key, for it may not even know it
   */
  async execute(onBatch: (resealed: number) => void = () => undefined): Promise<RotationReport> {
    await this.requireRestartedServers();
    let resealed = 0;
    for (let passes = 1; ; passes += 1) {
      const pass = await this.walkAll((count) => onBatch(resealed + count));
      resealed += pass.resealed;
      // A pass that had something to do is followed by one that looks whether anything was written behind it.
      const isSettled = pass.resealed === 0 && pass.missed === 0;
      if (isSettled || passes === PASSES_MAX) return { resealed, isSettled, unreadable: pass.unreadable };
    }
  }

  private async requireRestartedServers(): Promise<void> {
    const keyId = this.sealer.keyId.toString('hex');
    const other = (await this.rows.sealingKeys()).find((key) => key !== keyId);
    if (other !== undefined)
      throw new Error(
        `a running server seals with root key ${other}, not ${keyId}: restart it with the new key first`,
      );
  }

  private async walkAll(onBatch: (resealed: number) => void): Promise<PassCounts> {
    const counts: PassCounts = { resealed: 0, missed: 0, unreadable: [] };
    for (const table of await this.rows.tables()) {
      let after = FIRST;
      for (;;) {
        const page = await this.rows.page(table, after, this.sealer.keyId, this.batch);
        const last = page.at(-1);
        if (!last) break;
        await this.resealPage(table, page, counts);
        onBatch(counts.resealed);
        after = last;
      }
    }
    return counts;
  }

  private async resealPage(
    table: SealedTable,
    page: readonly SealedRow[],
    counts: PassCounts,
  ): Promise<void> {
    const work: Resealed[] = [];
    for (const { workspaceId, rowId, sealed } of page) {
      if (sealed === null) continue;
      const place = { workspaceId, table: table.name, rowId };
      const to = this.resealed(place, sealed);
      if (to) work.push({ workspaceId, rowId, from: sealed, to });
      else if (counts.unreadable.length < NAMED_MAX) counts.unreadable.push(place);
    }
    const replaced = work.length === 0 ? 0 : await this.rows.replace(table, work);
    counts.resealed += replaced;
    counts.missed += work.length - replaced;
  }

  /** `undefined` when no known root key opens it: one such text must not keep the others from being rotated. */
  private resealed(place: SealedPlace, sealed: Buffer): Buffer | undefined {
    try {
      return this.sealer.seal(place, this.sealer.open(place, sealed));
    } catch {
      return undefined;
    }
  }
}
