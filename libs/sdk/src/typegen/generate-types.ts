import type { ApiClient } from '@orch/client';
import { parametersType } from './schema-to-type.ts';

const PAGE = 200;
const NAMES_MAX = 200;

/** A deployment as the generator needs it. */
export interface TypedDeployment {
  /** `flow/deployment` */
  readonly name: string;
  readonly description: string | null;
  readonly parameterSchema: unknown;
}

const commentOf = (text: string | null): string => {
  const line = (text ?? '').replaceAll('*/', '* /').split('\n')[0]!.trim();
  return line === '' ? '' : `    /** ${line} */\n`;
};

/** The text of the file, names in order. */
export const typesOf = (deployments: readonly TypedDeployment[]): string => {
  const sorted = [...deployments].sort((a, b) => (a.name < b.name ? -1 : 1));
  const members = sorted.map(
    ({ name, description, parameterSchema }) =>
      `${commentOf(description)}    ${JSON.stringify(name)}: { readonly parameters: ${parametersType(parameterSchema)} };\n`,
  );
  return (
    '// Written by `orch sdk generate`: what the deployments of a workspace take.\n' +
    "import '@orch/sdk';\n\n" +
    "declare module '@orch/sdk' {\n  interface DeploymentCatalog {\n" +
    members.join('') +
    '  }\n}\n'
  );
};

const flowNames = async (client: ApiClient, ids: readonly string[]): Promise<Map<string, string>> => {
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += NAMES_MAX) {
    const flows = { id: { any_: ids.slice(at, at + NAMES_MAX) } };
    for (const flow of await client.call('POST /flows/filter', { body: { flows, limit: NAMES_MAX } }))
      names.set(flow.id, flow.name);
  }
  return names;
};

/** Writes types for all deployments of the client's workspace. @returns the text of a `.d.ts` file */
export const generateTypes = async (client: ApiClient): Promise<string> => {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.call('POST /deployments/filter', {
      body: { limit: PAGE, offset, sort: 'NAME_ASC' },
    });
    rows.push(...page);
    if (page.length < PAGE) break;
  }
  const names = await flowNames(client, [...new Set(rows.map((row) => String(row['flow_id'])))]);
  return typesOf(
    rows.map((row) => ({
      name: `${names.get(String(row['flow_id'])) ?? 'unknown'}/${String(row['name'])}`,
      description: typeof row['description'] === 'string' ? row['description'] : null,
      parameterSchema: row['parameter_openapi_schema'],
    })),
  );
};
