import * as z from 'zod';

import { wireStrMax } from './primitives.ts';
import { withDefault } from './wire-type.ts';

const SUBJECT_CHARACTERS_MAX = 500;
const BODY_CHARACTERS_MAX = 10_000;

/** Body of POST W/block_documents/{id}/test_notification: what is sent, as it is. */
export const testNotificationBody = z.object({
  subject: withDefault(wireStrMax(SUBJECT_CHARACTERS_MAX), 'Test notification'),
  body: withDefault(
    wireStrMax(BODY_CHARACTERS_MAX),
    'This is a test. If you can read it, notifications by this block arrive.',
  ),
});
export type TestNotificationBody = z.output<typeof testNotificationBody>;

/** Its answer; `error` repeats nothing of the block. */
export interface TestedNotification {
  readonly ok: boolean;
  readonly error: string | null;
}
