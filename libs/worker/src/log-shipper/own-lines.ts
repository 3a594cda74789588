/** `10:00:00.123 | INFO    | Flow run 'brave-otter' - text`: how both engines write a line that they also send. */
const SENT = /^\d\d:\d\d:\d\d\.\d{3} \| [A-Z]+ *\| (?:Flow run|Task run) /;
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
