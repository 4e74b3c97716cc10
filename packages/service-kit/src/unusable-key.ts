/** Thrown for an idempotency key that is empty or longer than 200 characters, before anything is done. */
export class UnusableKey extends Error {
  override readonly name = 'UnusableKey'
  /** What a GraphQL answer says beside the message. */
  readonly extensions = { code: 'BAD_USER_INPUT', argument: 'input.idempotencyKey' }

  constructor() {
    super('input.idempotencyKey has 1 to 200 characters.')
  }
}

/** Whether a text can be an idempotency key; characters as PostgreSQL counts them. */
export function isUsableKey(key: string): boolean {
  return key.length > 0 && (key.length <= 200 || (key.length <= 400 && [...key].length <= 200))
}
