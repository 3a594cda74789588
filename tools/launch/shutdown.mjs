// SIGTERM, Ctrl-C and a closed terminal: drain, stop the database last, exit 0. A second Ctrl-C does not wait.
import { onParentGone } from './parent.mjs';
import { say } from './report.mjs';

// One Ctrl-C reaches us twice, from the terminal and from npm.
const SAME_SIGNAL_MS = 1_000;

/**
 * @param {(() => Promise<void>)[]} undo what has been started so far; undone from the last to the first
 */
export const stopOnSignals = (undo) => {
  let firstMs;

  const stop = async () => {
    let code = 0;
    for (let back = undo.pop(); back; back = undo.pop()) {
      try {
        await back();
      } catch (error) {
        code = 1;
        say(`stopping: ${error.message}`);
      }
    }
    process.exit(code);
  };

  /** Ends without waiting; the listeners of 'exit' still tell the database to shut down. */
  const force = () => {
    say('stopping at once');
    process.exit(1);
  };

  const onSignal = (signal) => {
    if (firstMs === undefined) {
      firstMs = performance.now();
      say(`${signal}: stopping`);
      void stop();
    } else if (performance.now() - firstMs > SAME_SIGNAL_MS) force();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  onParentGone(() => firstMs === undefined && onSignal('parent process gone'));
};
