import { Resolver } from 'node:dns/promises';

/** TXT records of the domain name system. */
export abstract class TxtRecords {
  /** The texts at a name, each joined from its pieces; none when there are none or nobody answers. */
  abstract of(name: string): Promise<string[]>;
}

const TIMEOUT_MS = 3_000;
const TRIES = 2;

/** Asks the resolvers of the system. */
export class SystemTxtRecords extends TxtRecords {
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });

  /** @param servers `address[:port]` of other resolvers to ask */
  constructor(servers?: readonly string[]) {
    super();
    if (servers) this.resolver.setServers(servers);
  }

  override async of(name: string): Promise<string[]> {
    const records = await this.resolver.resolveTxt(name).catch(() => []);
    return records.map((pieces) => pieces.join(''));
  }
}
