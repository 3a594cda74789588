import { Injectable } from '@nestjs/common';
import type { Micros } from '@orch/kernel';
import { CommitBus } from './commit-bus.ts';

/** A line of a log, as stored. */
export interface CommittedLog {
  readonly id: string;
  readonly name: string;
  readonly level: number;
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
  readonly message: string;
  readonly timestampUs: Micros;
}

/** Hears of log lines after the commit that holds them, and passes them on. */
@Injectable()
export class LogBus extends CommitBus<CommittedLog> {}
