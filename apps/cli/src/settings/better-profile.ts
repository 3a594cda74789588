import { ApiClient, ApiError, ConnectionError, type ProfileSet } from '@orch/client';
import { type Connection, profilesOf } from './settings.ts';

const PROFILES_MAX = 5;
const TIMEOUT_SECONDS = 3;

/** What to ask another profile's server, to know whether it would have worked there. */
interface Question {
  readonly names: readonly string[];
  readonly path: string;
}

const questionFor = (failure: unknown, set: ProfileSet, current: Connection): Question | undefined => {
  const others = Object.keys(set.profiles).filter((name) => name !== current.profile);
  if (failure instanceof ConnectionError) return { names: others, path: '/me/workspaces' };
  if (!(failure instanceof ApiError)) return undefined;
  if (failure.status === 401) {
    const same = profilesOf(set, current.apiUrl);
    return { names: others.filter((name) => same.includes(name)), path: '/me/workspaces' };
  }
  const [method, path = ''] = failure.request.split(' ');
  // only reading is safe to repeat elsewhere
  return failure.status === 404 && method === 'GET' ? { names: others, path } : undefined;
};

/**
 * After a failure that looks like the wrong server or workspace: the profiles with which the same would have worked.
 * Asks at most five, three seconds each, all at once; each only with its own key.
 */
export const betterProfiles = async (
  failure: unknown,
  set: ProfileSet,
  current: Connection,
  userAgent: string,
): Promise<readonly string[]> => {
  const question = questionFor(failure, set, current);
  if (!question) return [];
  const works = async (name: string): Promise<boolean> => {
    const { ORCH_API_URL: apiUrl, ORCH_API_KEY: key } = set.profiles[name] ?? {};
    if (!apiUrl || !URL.canParse(apiUrl)) return false;
    const client = new ApiClient({ apiUrl, key, userAgent, attemptsMax: 1, timeoutSeconds: TIMEOUT_SECONDS });
    return client.send('GET', question.path).then(
      () => true,
      () => false,
    );
  };
  const asked = question.names.slice(0, PROFILES_MAX);
  const answers = await Promise.all(asked.map(works));
  return asked.filter((_, at) => answers[at]);
};
