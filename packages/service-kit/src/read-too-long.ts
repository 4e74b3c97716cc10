/** Thrown when a query meets the time limit of a statement: nothing is broken, too much was asked for at once. */
export class ReadTooLong extends Error {
  override readonly name = 'ReadTooLong'
  /** What a GraphQL answer says beside the message. */
  readonly extensions: { code: 'QUERY_TOO_EXPENSIVE'; limit: 'seconds'; measured: number; allowed: number }

  constructor(allowed: number) {
    super(
      `This would take longer than ${allowed} seconds. Ask for less at once, such as a shorter span or a smaller page.`,
    )
    this.extensions = { code: 'QUERY_TOO_EXPENSIVE', limit: 'seconds', measured: allowed, allowed }
  }
}
