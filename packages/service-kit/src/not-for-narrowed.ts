import { type DataScope, narrowingOf } from './data-scope.ts'

/** Thrown when whoever is narrowed asks for what is for those who see everything: they would get half of it, or too much. */
export class NotForNarrowed extends Error {
  override readonly name = 'NotForNarrowed'
  /** What a GraphQL answer says beside the message: of which narrowing somebody would have to be rid. */
  readonly extensions: { readonly code: 'BAD_USER_INPUT'; readonly narrowedBy: readonly (keyof DataScope)[] }

  constructor(what: string, narrowedBy: readonly (keyof DataScope)[]) {
    super(`${what} for those whose data rights are not narrowed.`)
    this.extensions = { code: 'BAD_USER_INPUT', narrowedBy }
  }
}

/** Throws NotForNarrowed unless the caller sees everything; `what` begins the sentence, such as `The audit trail is`. */
export function requireUnnarrowed(caller: DataScope, what: string): void {
  const narrowedBy = narrowingOf(caller)
  if (narrowedBy.length > 0) throw new NotForNarrowed(what, narrowedBy)
}
