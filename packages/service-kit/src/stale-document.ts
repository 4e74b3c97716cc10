/**
 * Thrown by a store when saving changed no row: somebody else changed the document after it was read. The transactor
 * runs the work again on fresh rows, where the version check answers with a refusal.
 */
export class StaleDocument extends Error {
  override readonly name = 'StaleDocument'

  constructor(document: string, id: string) {
    super(`${document} ${id} was changed by another transaction`)
  }
}
