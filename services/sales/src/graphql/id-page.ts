import { type Page, type PageArguments, pageOf } from '@erp/graphql-kit'

/** One page of a list ordered by id, newest first. Throws BAD_USER_INPUT for a cursor that such a list did not make. */
export function idPage(args: PageArguments): { page: Page; limit: number; after: string | undefined } {
  const page = pageOf(args, ['id'])
  return { page, limit: page.limit, after: page.after?.[0] }
}

/** The place of a document in such a list. */
export function idKey({ id }: { readonly id: string }): readonly string[] {
  return [id]
}

/** The place of a line in its document. */
export function lineKey({ lineNumber }: { readonly lineNumber: number }): readonly string[] {
  return [String(lineNumber)]
}
