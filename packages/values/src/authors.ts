/**
 * What keeps everybody who wrote what it says 制单人: who made it, and whoever changed it since. Each of them is its maker
 * where duties are separated 职责分离: changing what somebody else wrote makes nobody fit to decide on it.
 */
export type Authored = { readonly authorIds: readonly string[] }

/** The document with this person among those who wrote it, each once. */
export function writtenBy<Document extends Authored>(document: Document, userId: string): Document {
  return isAuthor(document, userId) ? document : { ...document, authorIds: [...document.authorIds, userId] }
}

/** Whether one of these people wrote some of what it says. */
export function isAuthor({ authorIds }: Authored, ...userIds: readonly string[]): boolean {
  return userIds.some((userId) => authorIds.includes(userId))
}
