import { Injectable } from '@nestjs/common';
import type { Database } from '@orch/platform';
import { AuditEventRepository, type AuditLine, type ChainEnd } from './audit-event.repository.ts';
import { canonicalContent, CHAIN_START, chainHash } from './audit-row.ts';

const PAGE_LINES = 1_000;

/** What is wrong with the first bad line of a chain. */
export interface BadLine {
  readonly sequence: number;
  /** `null`: the line itself is gone. */
  readonly id: string | null;
  readonly reason: 'edited' | 'missing' | 'unlinked' | 'unexpected' | 'end';
}

export interface VerifiedChain {
  readonly accountId: string;
  /** Lines that were read, by this walk. */
  readonly checked: number;
  /** The chain is in order up to here. */
  readonly upTo: number;
  /** False: time was up; go on after `upTo`. */
  readonly isWhole: boolean;
  readonly bad: BadLine | null;
  readonly end: { readonly sequence: number; readonly hash: string } | null;
}

export interface WalkOptions {
  /** Start after this line, which an earlier walk found in order. */
  readonly after?: number;
  /** Stop when it says so. */
  readonly isTimeUp?: () => boolean;
}

/**
 * Walks chains of the audit log and recomputes every hash from the stored columns. Who can rewrite a whole chain to its
 * end cannot be found out from inside: the end is in the answer, to be kept elsewhere.
 */
@Injectable()
export class VerifyAuditChain {
  constructor(private readonly events: AuditEventRepository) {}

  async execute(accountId: string, options: WalkOptions = {}): Promise<VerifiedChain> {
    const end = await this.events.end(accountId);
    return this.walk(accountId, end, options);
  }

  /** Every chain of the server, one after the other. */
  async *all(): AsyncGenerator<VerifiedChain> {
    let accountId = await this.events.nextAccount(null);
    while (accountId !== undefined) {
      yield await this.execute(accountId);
      accountId = await this.events.nextAccount(accountId);
    }
  }

  private async walk(
    accountId: string,
    end: ChainEnd | undefined,
    { after = 0, isTimeUp = () => false }: WalkOptions,
  ): Promise<VerifiedChain> {
    const target = end?.sequence ?? 0;
    const shown = end ? { sequence: end.sequence, hash: end.hash.toString('hex') } : null;
    const known = after > 0 ? (await this.events.chainPage(accountId, after - 1, after, 1))[0] : undefined;
    const state = { at: after > 0 && !known ? 0 : after, hash: known?.hash ?? CHAIN_START, checked: 0 };
    const result = (bad: BadLine | null, isWhole: boolean): VerifiedChain => ({
      accountId,
      checked: state.checked,
      upTo: state.at,
      isWhole,
      bad,
      end: shown,
    });
    while (state.at < target) {
      if (isTimeUp()) return result(null, false);
      const lines = await this.events.chainPage(accountId, state.at, target, PAGE_LINES);
      for (const line of lines) {
        state.checked += 1;
        const bad = badness(line, state.at, state.hash);
        if (bad) return result(bad, true);
        state.at = line.sequence;
        state.hash = line.hash;
      }
      if (lines.length === 0) return result({ sequence: state.at + 1, id: null, reason: 'missing' }, true);
    }
    return result(await this.endProblem(accountId, end, state.hash, target), true);
  }

  /** Whether the chain ends where and as its end says; a line beyond it was put there past the log's only writer. */
  private async endProblem(
    accountId: string,
    end: ChainEnd | undefined,
    hash: Buffer,
    target: number,
  ): Promise<BadLine | null> {
    if (end && !hash.equals(end.hash)) return { sequence: target, id: null, reason: 'end' };
    const [beyond] = await this.events.chainPage(accountId, target, Number.MAX_SAFE_INTEGER, 1);
    // the chain may have grown meanwhile: then its end moved on with it
    const now = beyond && (await this.events.end(accountId))?.sequence;
    if (!beyond || (now ?? 0) >= beyond.sequence) return null;
    return { sequence: beyond.sequence, id: beyond.id, reason: 'unexpected' };
  }
}

function badness(line: AuditLine, before: number, previous: Buffer): BadLine | null {
  const { sequence, id } = line;
  if (sequence !== before + 1) return { sequence: before + 1, id: null, reason: 'missing' };
  if (!chainHash(line.previousHash, sequence, canonicalContent(line)).equals(line.hash))
    return { sequence, id, reason: 'edited' };
  return line.previousHash.equals(previous) ? null : { sequence, id, reason: 'unlinked' };
}

/** Every chain of a database, for tools that run beside the servers. */
export const verifyAuditChains = (database: Database): AsyncGenerator<VerifiedChain> =>
  new VerifyAuditChain(new AuditEventRepository(database)).all();
