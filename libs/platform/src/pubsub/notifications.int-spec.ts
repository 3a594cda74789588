import { createTestDatabase } from '@orch/testing';
import { Notifications } from './notifications.ts';

type TestDatabase = Awaited<ReturnType<typeof createTestDatabase>>;

const until = async (condition: () => boolean): Promise<void> => {
  const endMs = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('the condition was not met in 5 s');
    await new Promise((done) => setTimeout(done, 10));
  }
};

describe('Notifications', () => {
  let database: TestDatabase;
  const open: Notifications[] = [];
  /** Listens before it starts: a LISTEN sent later is not yet in force when another connection notifies. */
  const startOne = async (hear?: (payload: string) => void): Promise<Notifications> => {
    const one = new Notifications(database.url, () => undefined);
    open.push(one);
    if (hear) one.listen('things', hear);
    await one.start();
    return one;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  afterAll(() => database.drop());

  it('a process that is alone hears itself without asking the database', async () => {
    const alone = await startOne();
    const heard: string[] = [];
    alone.listen('things', (payload) => heard.push(payload));
    expect(alone.hasPeers).toBe(false);
    await alone.notify('things', 'one');
    expect(heard).toEqual(['one']);
  });

  it('a second process is noticed at once, and both hear what either says', async () => {
    const heard: string[] = [];
    const first = await startOne((payload) => heard.push(`first ${payload}`));
    const second = await startOne((payload) => heard.push(`second ${payload}`));
    await until(() => first.hasPeers && second.hasPeers);
    await first.notify('things', 'a');
    await second.notify('things', 'b');
    await until(() => heard.length === 4);
    expect(heard.sort()).toEqual(['first a', 'first b', 'second a', 'second b']);
  });
});
