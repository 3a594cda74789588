import { Secret } from '@orch/kernel';
import { BackgroundDatabase, RotateRootKey, Sealer, sql } from '@orch/platform';
import { createTestDatabase } from '@orch/testing';
import { IdentityApp } from '../testing/identity-app.ts';
import { MailOutbox } from './mail-outbox.ts';

const [OLD, NEW] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];
const LINK = 'https://orch.example.com/auth/reset-password?token=canary';

it('what waits to be sent is sealed anew when the root key is rotated, and what was sent is no text', async () => {
  const db = await createTestDatabase();
  const options = { connectionsMax: 2, statementTimeoutMs: 10_000, onError: () => undefined };
  const background = new BackgroundDatabase({ ...options, url: db.url, role: 'orch_background' });
  const before = await IdentityApp.start(db.url, { ORCH_SECRET_KEY: OLD.toString('base64') });
  const after = await IdentityApp.start(db.url, { ORCH_SECRET_KEY: NEW.toString('base64') });
  try {
    const add = (to: string): Promise<string> =>
      before.database.transactionOutside((tx) =>
        before.app.get(MailOutbox).add(tx, {
          accountId: null,
          kind: 'reset_password',
          to,
          message: { subject: 's', heading: 'h', lines: ['l'], action: { label: 'go', url: LINK } },
          expiresUs: null,
        }),
      );
    const ids = [await add('a@example.com'), await add('b@example.com'), await add('c@example.com')];
    await before.database.queryOutside(sql`update mail set content = ''::bytea where id = ${ids[1]}`);

    const [old, current] = [new Secret(OLD), new Secret(NEW)];
    const rotation = new RotateRootKey(background, new Sealer(current, [old]), 1);
    expect(await rotation.execute()).toEqual({ resealed: 2, isSettled: true, unreadable: [] });
    const rows = await before.database.queryOutside<{ id: string; content: Buffer }>(
      sql`select id, content from mail order by id`,
    );
    const linksOf = (app: IdentityApp) =>
      rows.map(({ id, content }) => app.app.get(MailOutbox).open(id, content)?.link);
    expect(linksOf(after)).toEqual([LINK, undefined, LINK]);
    expect(linksOf(before)).toEqual([undefined, undefined, undefined]);
  } finally {
    await Promise.all([before.stop(), after.stop(), background.close()]);
    await db.drop();
  }
});
