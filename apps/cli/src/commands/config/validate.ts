import type { Command } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { isSettingName, SETTINGS } from '../../settings/settings.ts';
import { problemOfSetting } from './set.ts';

interface Finding {
  readonly profile: string;
  readonly setting: string;
  readonly problem: string;
}

export const validateConfig: Command = {
  name: 'validate',
  summary: 'Look for settings that nobody knows, and values that do not fit',
  examples: ['config validate'],
  run: async (context) => {
    const { profiles } = context.profileSet;
    const findings = Object.entries(profiles).flatMap(([profile, values]) =>
      Object.entries(values).flatMap(([setting, value]): Finding[] => {
        const problem = isSettingName(setting) ? problemOfSetting(setting, value) : 'is no setting';
        return problem === undefined ? [] : [{ profile, setting, problem }];
      }),
    );
    await context.print.list(findings, {
      columns: [
        { head: 'PROFILE', text: ({ profile }) => profile, flexible: true },
        { head: 'SETTING', text: ({ setting }) => setting },
        { head: 'PROBLEM', text: ({ problem }) => problem, style: () => 'red', flexible: true },
      ],
      name: ({ profile, setting }) => `${profile}/${setting}`,
      empty: `All settings are in order.`,
    });
    if (findings.length > 0)
      throw new Failure(
        `${findings.length} settings do not fit`,
        1,
        `Settings: ${Object.keys(SETTINGS).join(', ')}`,
      );
  },
};
