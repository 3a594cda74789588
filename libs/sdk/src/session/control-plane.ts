import {
  type AnswerOf,
  ApiClient,
  ApiError,
  ConnectionError,
  type InputOf,
  type ProgramConnection,
  type RouteName,
} from '@orch/client';
import { OrchConnectionError } from '../errors.ts';
import { USER_AGENT } from '../version.ts';
import { EventPipe } from './event-pipe.ts';
import { Heartbeats } from './heartbeats.ts';
import { LogShipper } from './log-shipper.ts';
import { isMissing } from './repeat.ts';

const OUTAGE_MS_MAX = 600_000;
const DELAY_MS_MAX = 5_000;
const PASSING = new Set([408, 429, 502, 503, 504]);

const isPassing = (error: unknown): boolean =>
  error instanceof ConnectionError || (error instanceof ApiError && PASSING.has(error.status));

/** What was sent is refused, not who sends it. */
const isOfContent = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 413 || error.status === 422);

/** Says in its message what of the request does not fit. */
const withIssues = (error: ApiError): ApiError => {
  const issues = error.issues.map(({ loc, msg }) => `${loc.slice(1).join('.')}: ${msg}`);
  const detail = `${error.detail} ${issues.join('; ')}`;
  return new ApiError(error.status, detail, error.request, error.issues, error.retryAfterSeconds);
};

/** A server in use: calls that outlive its restarts, events and logs. */
export class ControlPlane {
  readonly client: ApiClient;
  readonly events: EventPipe;
  readonly heartbeats: Heartbeats;
  readonly logs: LogShipper;
  #isKnown = false;

  constructor(
    readonly connection: ProgramConnection,
    onTrouble: (message: string) => void,
  ) {
    const { apiUrl, key } = connection;
    this.client = new ApiClient({ apiUrl, key, userAgent: USER_AGENT });
    this.events = new EventPipe({
      url: this.client.urlOf('/events/in'),
      key,
      isWorkspaceUrl: this.client.place.workspaceId !== null,
      onTrouble,
    });
    this.heartbeats = new Heartbeats(this.client);
    this.logs = new LogShipper({ send: (lines) => this.#sendLogs(lines, onTrouble), onTrouble });
  }

  /**
   * A call that may be made twice without harm: it is repeated until the server is back, for ten minutes at most. Before
   * the first answer a server that is not there is a wrong setting, and is said at once.
   * @throws OrchConnectionError, ApiError, ConnectionError
   */
  async repeat<K extends RouteName>(route: K, input: InputOf<K>): Promise<AnswerOf<K>> {
    const startedMs = Date.now();
    for (let failures = 0; ; failures++) {
      try {
        return await this.once(route, input);
      } catch (error) {
        const outageMs = Date.now() - startedMs;
        if (!this.#isKnown || !isPassing(error) || outageMs > OUTAGE_MS_MAX) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(DELAY_MS_MAX, 250 * 2 ** failures)));
      }
    }
  }

  /** A call that is made once; refusals of the key and missing servers are explained. */
  async once<K extends RouteName>(route: K, input: InputOf<K>): Promise<AnswerOf<K>> {
    try {
      const answer = await this.client.call(route, input);
      this.#isKnown = true;
      return answer;
    } catch (error) {
      if (isMissing(error) && !this.#isKnown) this.#isKnown = await this.#isWorkspace();
      throw this.#explained(error);
    }
  }

  /** Whether something is missing in a workspace, or the workspace itself: only the latter answers 404 to this. */
  async #isWorkspace(): Promise<boolean> {
    try {
      await this.client.call('POST /flows/count', { body: {} });
      return true;
    } catch (error) {
      return error instanceof ApiError && !isMissing(error);
    }
  }

  /** Where people look at a run; null for a server without a UI of its own there. */
  runUrl(kind: 'flow-run' | 'task-run', id: string): string {
    const { root, accountId, workspaceId } = this.client.place;
    const base = root.replace(/\/api$/, '');
    const place = workspaceId === null ? '' : `/account/${accountId}/workspace/${workspaceId}`;
    return `${base}${place}/runs/${kind}/${id}`;
  }

  async #sendLogs(lines: readonly unknown[], onTrouble: (message: string) => void): Promise<void> {
    try {
      await this.once('POST /logs/', { body: lines });
    } catch (error) {
      if (isPassing(error)) throw error;
      if (isOfContent(error) && lines.length > 1) {
        // one line that is refused takes no other with it
        const middle = lines.length >> 1;
        await this.#sendLogs(lines.slice(0, middle), onTrouble);
        return this.#sendLogs(lines.slice(middle), onTrouble);
      }
      onTrouble(`${lines.length} log lines were refused: ${error instanceof Error ? error.message : error}`);
    }
  }

  #explained(error: unknown): unknown {
    const { apiUrl, key, source } = this.connection;
    if (error instanceof ApiError && error.status === 401)
      return new OrchConnectionError(
        key === undefined
          ? `${apiUrl} wants a key, and ${source} has none: log in with "orch cloud login", or set ORCH_API_KEY`
          : `the key of ${source} is not accepted by ${apiUrl}: log in with "orch cloud login", or set ORCH_API_KEY`,
        { cause: error },
      );
    if (error instanceof ApiError && error.status === 403)
      return new OrchConnectionError(`the key of ${source} may not do this: ${error.message}`, {
        cause: error,
      });
    if (error instanceof ApiError && !isMissing(error) && error.issues.length > 0) return withIssues(error);
    if (this.#isKnown) return error;
    if (error instanceof ConnectionError)
      return new OrchConnectionError(
        `no server answers at ${apiUrl} (${source}): ${error.reason}. Start one, choose another profile with ` +
          'ORCH_PROFILE, or unset ORCH_API_URL to work without a server',
        { cause: error },
      );
    if (error instanceof ApiError && error.status === 404)
      return new OrchConnectionError(
        `${apiUrl} (${source}) is not the API of a workspace that this key can see`,
        { cause: error },
      );
    return error;
  }
}
