import type { MailMessage } from '../mail/mail-message.ts';

const SHOWN_MAX = 80;
/** Names come from people: no addresses in them, and not the whole mail. */
const shown = (name: string): string => name.replace(/:\/\//g, ' ').slice(0, SHOWN_MAX);

interface Invited {
  readonly invitedBy: string;
  readonly accountName: string;
  readonly workspaceName: string | null;
  readonly roleName: string | null;
  readonly days: number;
  readonly url: string;
}

/** Tells somebody that they are invited. */
export function invitationMail({
  invitedBy,
  accountName,
  workspaceName,
  roleName,
  days,
  url,
}: Invited): MailMessage {
  const place =
    workspaceName === null ? shown(accountName) : `${shown(workspaceName)} (${shown(accountName)})`;
  const role = roleName === null ? '' : ` as ${shown(roleName)}`;
  return {
    subject: `${shown(invitedBy)} invites you to ${place}`,
    heading: `You are invited to ${place}`,
    lines: [`${shown(invitedBy)} invites you to work in ${place}${role}.`],
    action: { label: 'Look at the invitation', url },
    notes: [
      `The invitation is good for ${days} days and works once.`,
      'If you do not know who this is, do nothing or decline it there.',
    ],
  };
}
