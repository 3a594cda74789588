import type { SignInProvider } from '@orch/contract';
import type { Tx } from '@orch/platform';

/** What signing up asks of invitations. */
export interface OpenInvitation {
  readonly email: string;
  /** Whoever has the link may accept it, with any address. */
  readonly allowOtherAddress: boolean;
}

/** Invitations, as signing up sees them. */
export abstract class SignUpInvitations {
  /** The open invitation with this token, locked until the transaction ends; `null` when there is none. */
  abstract find(tx: Tx, token: string): Promise<OpenInvitation | null>;
  /** Makes the new person a member as the invitation says. */
  abstract accept(tx: Tx, token: string, person: { userId: string; handle: string }): Promise<void>;
}

/** Identity providers, as signing in sees them. */
export abstract class SignInProviders {
  /** Buttons of the sign-in page: the providers that serve everybody. */
  abstract list(): Promise<readonly SignInProvider[]>;
  /** False when an account of the person insists on its provider and they are not its owner. */
  abstract mayUsePassword(person: { id: string; email: string }): Promise<boolean>;
}
