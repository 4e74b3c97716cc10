import { type DataScope, isNarrowed } from './data-scope.ts'

/** Thrown when whoever is narrowed asks for what is for those who see everything: they would get half of it, or too much. */
export class NotForNarrowed extends Error {
  override readonly name = 'NotForNarrowed'
  /** What a GraphQL answer says beside the message. */
  readonly extensions = { code: 'BAD_USER_INPUT' }

  constructor(what: string) {
    super(`${what} for those whose data rights are not narrowed.`)
  }
}

/** Throws NotForNarrowed unless the caller sees everything; `what` begins the sentence, such as `The audit trail is`. */
export function requireUnnarrowed(caller: DataScope, what: string): void {
  if (isNarrowed(caller)) throw new NotForNarrowed(what)
}
