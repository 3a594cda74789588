/** `10:00:00.123 | INFO    | Flow run 'brave-otter' - text`: how both engines write a line that they also send. */
const SENT = /^\d\d:\d\d:\d\d\.\d{3} \| ([A-Z]+) *\| (?:Flow run|Task run) /;
const MESSAGE = /^.*? \| .*? \| (?:Flow run|Task run) '.*?' - (.*)$/;
const LEVELS: Readonly<Record<string, number>> = {
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
};
/** Goes on below a line that was sent: the stack of an error of Node. */
const STACK = /^\s+at /;
const TRACEBACK = /^Traceback \(most recent call last\):|^The above exception was|^During handling of/;

/** Tells lines that the engine of a run sends itself from those that only its output knows. */
export class OwnLines {
  #isInTraceback = false;
  #isAfterSent = false;

  isShippedByRun(line: string): boolean {
    if (SENT.test(line)) {
      this.#isInTraceback = false;
      return (this.#isAfterSent = true);
    }
    if (!this.#isAfterSent) return false;
    if (STACK.test(line)) return true;
    if (TRACEBACK.test(line)) return (this.#isInTraceback = true);
    if (!this.#isInTraceback) return (this.#isAfterSent = false);
    // the first line that is not indented names the exception; a chain of them may go on after it
    if (!/^\s|^$/.test(line)) this.#isInTraceback = false;
    return true;
  }
}

/** A line that an engine sends itself, taken apart; undefined for lines that go on below one. */
export const sentLine = (line: string): { readonly level: number; readonly message: string } | undefined => {
  const level = LEVELS[SENT.exec(line)?.[1] ?? ''];
  const message = MESSAGE.exec(line)?.[1];
  return level === undefined || message === undefined ? undefined : { level, message };
};

/** So many messages in a row are the same place. */
const ALIKE = 20;

/**
 * Those of an engine's last lines that come after everything that the server has: the process was ended before it sent them.
 * Messages are repeated ("Finished in state Completed()"), so that a place is known by several in a row.
 * @param newestFirst what the server has of the engine
 */
export const unsentLines = (lines: readonly string[], newestFirst: readonly string[]): readonly string[] => {
  const sent = lines.flatMap((line, at) => {
    const message = sentLine(line)?.message;
    return message === undefined ? [] : [{ at, message }];
  });
  const heads = newestFirst.map((message) => message.split('\n')[0]);
  const endsAt = (count: number): boolean =>
    heads.slice(0, Math.min(count, ALIKE)).every((head, back) => head === sent[count - 1 - back]?.message);
  let count = sent.length;
  while (count > 0 && (heads.length === 0 || !endsAt(count))) count -= 1;
  return count < sent.length ? lines.slice(sent[count]!.at) : [];
};
