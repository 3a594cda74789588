import { resolve } from 'node:path';
import type { JsonObject } from '@orch/client';
import { Inputs } from './inputs.ts';
import { runCommand } from './run-command.ts';
import type { Step, StepContext } from './step.ts';

const NO_AWS = 'the aws command is not installed on this machine; S3 steps need it (AWS CLI version 2)';

/** Members of an AwsCredentials block, and what the aws command reads them as. */
const VARIABLES: Readonly<Record<string, string>> = {
  aws_access_key_id: 'AWS_ACCESS_KEY_ID',
  aws_secret_access_key: 'AWS_SECRET_ACCESS_KEY',
  aws_session_token: 'AWS_SESSION_TOKEN',
  profile_name: 'AWS_PROFILE',
  region_name: 'AWS_DEFAULT_REGION',
  key: 'AWS_ACCESS_KEY_ID',
  secret: 'AWS_SECRET_ACCESS_KEY',
  token: 'AWS_SESSION_TOKEN',
};
const SECRETS = new Set(['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);

const environmentOf = (credentials: JsonObject): Record<string, string> => {
  const env: Record<string, string> = {};
  for (const [member, variable] of Object.entries(VARIABLES)) {
    const value = credentials[member];
    if (typeof value === 'string' && value !== '') env[variable] = value;
  }
  return env;
};

interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly credentials: JsonObject;
  readonly endpoint: string | undefined;
  readonly excluded?: readonly string[];
}

const sync = async (transfer: Transfer, context: StepContext): Promise<void> => {
  const env = environmentOf(transfer.credentials);
  const secrets = Object.entries(env)
    .filter(([name]) => SECRETS.has(name))
    .map(([, value]) => value);
  const endpoint = transfer.endpoint === undefined ? [] : ['--endpoint-url', transfer.endpoint];
  const excluded = (transfer.excluded ?? []).flatMap((pattern) => ['--exclude', pattern]);
  const args = ['s3', 'sync', transfer.from, transfer.to, '--only-show-errors', ...endpoint, ...excluded];
  await runCommand(['aws', ...args], context, { env, secrets, missing: NO_AWS });
};

const endpointOf = (inputs: Inputs): string | undefined => {
  const endpoint = inputs.object('client_parameters')?.['endpoint_url'];
  return typeof endpoint === 'string' ? endpoint : undefined;
};
const urlOf = (bucket: string, folder: string): string =>
  `s3://${bucket}/${folder.replace(/^\/+|\/+$/g, '')}`.replace(/\/$/, '');

/** Brings a folder of a bucket here. Upstream: prefect_aws/deployments/steps.py, pull_from_s3. */
export const pullFromS3: Step = async (given, context) => {
  const inputs = new Inputs(given);
  const [bucket, folder] = [inputs.text('bucket'), inputs.optionalText('folder') ?? ''];
  await sync(
    {
      from: urlOf(bucket, folder),
      to: resolve(context.directory),
      credentials: inputs.object('credentials') ?? {},
      endpoint: endpointOf(inputs),
    },
    context,
  );
  return { output: { bucket, folder, directory: context.directory } };
};

/** Sends this folder into a bucket. Upstream: prefect_aws/deployments/steps.py, push_to_s3. */
export const pushToS3: Step = async (given, context) => {
  const inputs = new Inputs(given);
  const [bucket, folder] = [inputs.text('bucket'), inputs.optionalText('folder') ?? ''];
  await sync(
    {
      from: resolve(context.directory),
      to: urlOf(bucket, folder),
      credentials: inputs.object('credentials') ?? {},
      endpoint: endpointOf(inputs),
      excluded: ['.git/*', 'node_modules/*', '.orch/*', '__pycache__/*'],
    },
    context,
  );
  return { output: { bucket, folder } };
};

/** Only S3 is understood here. Upstream: deployments/steps/pull.py, pull_from_remote_storage (3.8.8). */
export const pullFromRemoteStorage: Step = async (given, context) => {
  const inputs = new Inputs(given);
  const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(inputs.text('url'));
  if (!match)
    throw new Error('only URLs that begin with s3:// can be pulled; for others use run_shell_script');
  const name = (match[2] ?? '').replace(/\/+$/, '').split('/').at(-1) || match[1]!;
  await sync(
    {
      from: urlOf(match[1]!, match[2] ?? ''),
      to: resolve(context.directory, name),
      credentials: given,
      endpoint: inputs.optionalText('endpoint_url'),
    },
    context,
  );
  return { output: { directory: name } };
};
