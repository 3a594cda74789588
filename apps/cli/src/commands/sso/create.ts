import type { Command } from '../../command.ts';
import { usage } from '../../failure.ts';

export const createConnection: Command = {
  name: 'create',
  summary: 'Connect an identity provider (OpenID Connect)',
  takes: [['<name>', 'as people see it']],
  options: [
    ['--issuer <url>', 'address of the provider'],
    ['--client-id <id>', 'what the provider knows us as'],
    ['--client-secret-stdin', 'read the client secret from standard input'],
    ['--group-claim <name>', 'which claim lists the groups'],
    ['--disabled', 'do not use it yet'],
  ],
  examples: [
    'sso create Okta --issuer https://example.okta.com --client-id 0oa1 --client-secret-stdin < secret',
  ],
  run: async (context, given) => {
    const [issuer, clientId] = [given.text('issuer'), given.text('clientId')];
    if (!issuer || !clientId) throw usage('--issuer and --client-id are needed');
    const secret = given.is('clientSecretStdin') ? (await context.terminal.readInput()).trim() : undefined;
    const created = await context.client.call('POST /accounts/{account}/sso/connections', {
      path: { account: await context.accountId() },
      body: {
        name: given.arg(0),
        issuer,
        client_id: clientId,
        ...(secret ? { client_secret: secret } : {}),
        ...(given.text('groupClaim') ? { group_claim: given.text('groupClaim') } : {}),
        enabled: !given.is('disabled'),
      },
    });
    await context.print.done(`Created SSO connection ${created.name}.`, created, created.name);
    if (context.print.isTable)
      context.print.note(`Register this redirect URI there: ${created.redirect_uri}`);
  },
};
