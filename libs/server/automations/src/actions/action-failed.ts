/** What an action was to do cannot be done; trying again would not help. The message is shown to users. */
export class ActionFailed extends Error {}

/** The other side did not answer, or asked for patience. The message is shown to users when no try is left. */
export class TryAgain extends Error {}
