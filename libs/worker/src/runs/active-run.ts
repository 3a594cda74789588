import { type ApiClient, ApiError, type HandedOutRun, isFinalState } from '@orch/client';
import type { LaunchedJob, Launcher, JobEnd, Job, LeftJob } from '../launchers/launcher.ts';
import { isTypeScriptFlow } from '../launchers/launcher.ts';
import type { RunOutput } from '../log-shipper/run-output.ts';
import { untilAnswered } from '../polling/repeat.ts';
import { crashMessage, exitSentence } from './exit-meaning.ts';
import type { EndReports } from './report-end.ts';

export interface ActiveRunParts {
  readonly client: ApiClient;
  readonly launcher: Launcher;
  readonly reports: EndReports;
  readonly output: RunOutput;
  readonly buildJob: (run: HandedOutRun) => Promise<Job>;
  readonly labels: Readonly<Record<string, string>>;
  /** Between asking a cancelled run to end and ending it. */
  readonly cancelGraceSeconds: number;
}

/** Why a run is ended from here. */
type Ending = 'cancelled' | 'worker stopped';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A run that is ours, from its claim until the server knows how it ended. */
export class ActiveRun {
  readonly #unlaunched = new AbortController();
  #launched: LaunchedJob | undefined;
  #ending: Ending | undefined;
  #stopping: Promise<void> | undefined;

  constructor(
    readonly run: HandedOutRun,
    private readonly parts: ActiveRunParts,
  ) {}

  /** Runs it. Never rejects: what goes wrong is the end of the run. */
  async execute(): Promise<void> {
    const { output, reports } = this.parts;
    try {
      const job = await untilAnswered(() => this.parts.buildJob(this.run), this.#unlaunched.signal);
      output.echoes = job.streamsOutput;
      const end = await this.#launchAndWait(job);
      await this.#report(end, job);
    } catch (error) {
      const message = `The run could not be started: ${messageOf(error)}`;
      output.note(message);
      const [type, text] =
        this.#ending === 'cancelled'
          ? (['CANCELLED', 'Cancelled before it was started.'] as const)
          : (['CRASHED', message] as const);
      await reports
        .propose(this.run.id, type, text)
        .catch((reason: unknown) => output.note(messageOf(reason)));
    }
  }

  /** Follows a run whose worker was killed to its end. */
  async goOnWith(left: LeftJob): Promise<void> {
    const { output, cancelGraceSeconds } = this.parts;
    try {
      this.#launched = await left.follow(output);
      if (this.#ending !== undefined) this.#end(cancelGraceSeconds);
      await this.#reportLeft(await this.#launched.ended, left);
    } catch (error) {
      output.note(`The run could not be followed: ${messageOf(error)}`);
    }
  }

  /** Ends it because somebody cancelled it. */
  cancel(): void {
    if (this.#ending !== undefined) return;
    this.#ending = 'cancelled';
    this.parts.output.note('The run is being cancelled.');
    this.#end(this.parts.cancelGraceSeconds);
  }

  /** Ends it because the worker has to go. */
  kill(): void {
    this.#ending ??= 'worker stopped';
    this.#stopping = undefined; // a grace that runs is over
    this.#end(0);
  }

  #end(graceSeconds: number): void {
    this.#unlaunched.abort(new Error(this.#ending));
    this.#stopping ??= this.#launched?.stop(graceSeconds).catch((error: unknown) => {
      this.parts.output.note(`It could not be ended: ${messageOf(error)}`);
    });
  }

  async #launchAndWait(job: Job): Promise<JobEnd> {
    const { launcher, output, cancelGraceSeconds } = this.parts;
    this.#unlaunched.signal.throwIfAborted();
    this.#launched = await launcher.launch({ job, output, signal: this.#unlaunched.signal });
    if (this.#ending !== undefined) this.#end(cancelGraceSeconds);
    const over = new AbortController();
    const told = this.#tell(this.#launched.identifier, over.signal);
    const end = await this.#launched.ended;
    over.abort(new Error('the run has ended')); // nobody needs to know any more
    await told;
    return end;
  }

  /** Where the run lives, and whose it is. Cancelling needs the first; neither holds up the run. */
  async #tell(identifier: string, signal: AbortSignal): Promise<void> {
    const { client, labels, output } = this.parts;
    const path = `/flow_runs/${this.run.id}`;
    const told = [
      untilAnswered(() => client.send('PATCH', path, { body: { infrastructure_pid: identifier } }), signal),
      untilAnswered(() => client.send('PATCH', `${path}/labels`, { body: labels }), signal),
    ];
    for (const one of await Promise.allSettled(told)) {
      const isMeant = one.status === 'fulfilled' || signal.aborted;
      if (isMeant || (one.reason instanceof ApiError && one.reason.status === 404)) continue;
      output.note(`The server does not know where the run lives: ${messageOf(one.reason)}`);
    }
  }

  /** Nobody saw the exit code: what counts is whether the run has told its end itself. */
  async #reportLeft(end: JobEnd, { isEngine }: LeftJob): Promise<void> {
    if (await this.#reportEnding()) return;
    const state = await this.parts.reports.stateType(this.run.id);
    if (state === 'CANCELLING') return this.parts.reports.propose(this.run.id, 'CANCELLED', 'Cancelled.');
    const isOpen = state === 'PENDING' || (state === 'RUNNING' && isEngine);
    if (!isOpen) return;
    await this.#sendUnsent();
    this.parts.output.note(exitSentence(end));
    return this.parts.reports.propose(this.run.id, 'CRASHED', crashMessage(end, this.parts.output.lastLines));
  }

  /** An engine that broke off has not sent its last lines. */
  async #sendUnsent(): Promise<void> {
    try {
      this.parts.output.sendUnsent(await this.parts.reports.lastMessages(this.run.id));
    } catch {
      // they are not worth holding up the end: the message of the crash has the last ones
    }
  }

  /** @returns whether it was ended from here */
  async #reportEnding(): Promise<boolean> {
    if (this.#ending === undefined) return false;
    const { reports } = this.parts;
    const state = await reports.stateType(this.run.id);
    if (isFinalState(state)) return true; // its engine was faster: an end is told once
    if (this.#ending === 'cancelled')
      await reports.propose(this.run.id, 'CANCELLED', 'Cancelled: its process was ended.');
    else await reports.propose(this.run.id, 'CRASHED', 'The worker was stopped before the run was over.');
    return true;
  }

  async #report(end: JobEnd, job: Job): Promise<void> {
    const { reports, output } = this.parts;
    const { id } = this.run;
    if (await this.#reportEnding()) return;
    if (end.exitCode !== 0) {
      await this.#sendUnsent();
      output.note(exitSentence(end));
      return reports.propose(id, 'CRASHED', crashMessage(end, output.lastLines));
    }
    // An engine ends with 0 after it has told how the run ended. A command may leave the work to somebody else.
    const isEngine = job.command === undefined || isTypeScriptFlow(job.entrypoint);
    if (!isEngine) return;
    const state = await reports.stateType(id);
    if (state === 'PENDING' || state === 'RUNNING')
      await reports.propose(
        id,
        'CRASHED',
        crashMessage(
          { exitCode: 0, reason: 'The process ended without saying how the run ended.' },
          output.lastLines,
        ),
      );
    else if (state === 'CANCELLING') await reports.propose(id, 'CANCELLED', 'Cancelled.');
  }
}
