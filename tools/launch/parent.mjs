// A shell that npm put between itself and us does not pass SIGTERM on: it dies and leaves us behind.
const POLL_MS = 500;

/** Calls `listener` once when the process that started us is gone. Only under npm: elsewhere being left behind is wanted (nohup). */
export const onParentGone = (listener) => {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    listener();
  }, POLL_MS);
  timer.unref();
};
