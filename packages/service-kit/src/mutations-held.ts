/**
 * Thrown instead of changing anything while the service cannot pass on what it would have to tell. Queries go on, and so
 * does what other services tell this one; the client tries the same mutation, with the same key, again later.
 */
export class MutationsHeld extends Error {
  override readonly name = 'MutationsHeld'
  /** What a GraphQL answer says beside the message. */
  readonly extensions = { code: 'TRY_AGAIN_LATER', retryable: true }

  constructor() {
    super(
      'Nothing can be changed just now, because what was changed before has not reached the other services. Try again.',
    )
  }
}
