import { apiPlaceOf } from '@orch/client';
import type { Command } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { Failure } from '../../failure.ts';
import { chooseProfile } from '../../settings/settings.ts';

export const logout: Command = {
  name: 'logout',
  summary: 'Forget the key of the profile',
  options: [['--revoke', 'also revoke the key, so that nobody can use it any more']],
  examples: ['cloud logout', 'cloud logout --profile staging --revoke'],
  run: async (context, given) => {
    const profile = chooseProfile(context.profileSet, context.global.profile, context.terminal.env);
    const { ORCH_API_URL: url, ORCH_API_KEY: key } = context.profileSet.profiles[profile] ?? {};
    if (key === undefined) throw new Failure(`profile "${profile}" has no key`, EXIT.signedOut);
    if (given.is('revoke') && url !== undefined) {
      const { postForm } = await import('../../login/oauth-server.ts');
      await postForm(new URL('/oauth/revoke', apiPlaceOf(url).root).href, { token: key });
    }
    context.profiles.unset(profile, ['ORCH_API_KEY']);
    await context.print.done(`Logged out of profile ${profile}.`, { profile }, profile);
  },
};
