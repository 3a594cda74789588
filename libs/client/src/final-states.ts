/** Types of the states that a run ends in. */
export const FINAL_STATES: readonly string[] = ['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'];

/** Whether a run of this type of state is over. */
export const isFinalState = (type: string | null | undefined): boolean => FINAL_STATES.includes(type ?? '');
