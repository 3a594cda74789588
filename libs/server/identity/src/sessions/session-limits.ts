import { US_PER_SECOND } from '@orch/kernel';

const HOUR_US = 3_600 * US_PER_SECOND;
/** A session that is not used for so long is over. */
export const SESSION_IDLE_US = 12 * HOUR_US;
/** No session lives longer than this, however much it is used. */
export const SESSION_US = 7 * 24 * HOUR_US;
/** More sessions than this a person does not have: the oldest goes. */
export const SESSIONS_MAX = 50;
