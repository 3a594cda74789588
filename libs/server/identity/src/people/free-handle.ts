import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '@orch/platform';
import { handleOfEmail } from '../bootstrap/handle-of-email.ts';
import { LOCAL_HANDLE } from '../bootstrap/local-owner.ts';
import { handleOf } from '../workspaces/handle-of.ts';
import { PersonRepository } from './person.repository.ts';

// no vowels, so no words; no digits that look like letters
const LETTERS = 'bcdfghjkmnpqrstvwxz2456789';
const SUFFIX_CHARACTERS = 4;
const HANDLE_CHARACTERS_MAX = 63;
const CANDIDATES = 6;

const suffixed = (handle: string): string => {
  const suffix = Array.from({ length: SUFFIX_CHARACTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${handle.slice(0, HANDLE_CHARACTERS_MAX - SUFFIX_CHARACTERS - 1).replace(/-+$/, '')}-${suffix}`;
};

/** Handles that neither a person nor an account has: the wanted one, or it with a few random letters behind. */
@Injectable()
export class FreeHandle {
  constructor(private readonly people: PersonRepository) {}

  ofEmail(tx: Tx, email: string): Promise<string> {
    return this.free(tx, handleOfEmail(email));
  }

  /** A handle made from a name. @param own taken already, but by who asks */
  of(tx: Tx, name: string, own: string): Promise<string> {
    return this.free(tx, handleOf(name) ?? own, own);
  }

  private async free(tx: Tx, wanted: string, own?: string): Promise<string> {
    if (wanted === own) {
      const taken = await this.people.accountHandleTaken(tx, wanted);
      if (!taken) return wanted;
    }
    const candidates = [wanted, ...Array.from({ length: CANDIDATES }, () => suffixed(wanted))];
    const taken = await this.people.takenHandles(tx, candidates);
    const free = candidates.find((handle) => !taken.has(handle) && handle !== LOCAL_HANDLE);
    if (free === undefined) throw new Error('all random handles are taken');
    return free;
  }
}
