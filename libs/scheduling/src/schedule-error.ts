/** A schedule that cannot be understood; the message says why and may be shown to the caller. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}
