import { badInput, type Page, type PageArguments, pageOf } from '@erp/graphql-kit'
import { isId } from '@erp/values'

/** One page of a list ordered by id, newest first. Throws BAD_USER_INPUT for a cursor that such a list did not make. */
export function idPage(args: PageArguments): { page: Page; limit: number; after: string | undefined } {
  const page = pageOf(args)
  const after = page.after?.[0]
  if (after !== undefined && !isId(after)) throw badInput('after is not a cursor of this list.')
  return { page, limit: page.limit, after }
}

/** The place of a document in such a list. */
export function idKey({ id }: { readonly id: string }): readonly string[] {
  return [id]
}

/** The place of a line in its document. */
export function lineKey({ lineNumber }: { readonly lineNumber: number }): readonly string[] {
  return [String(lineNumber)]
}
