import { badInput } from '@erp/graphql-kit'
import { isId } from '@erp/values'

/** The id after which a page of a list ordered by ids begins. Throws BAD_USER_INPUT for a cursor that holds none. */
export function idAfter({ after }: { readonly after: readonly string[] | undefined }): string | undefined {
  const id = after?.[0]
  if (id !== undefined && !isId(id)) throw badInput('after is not a cursor of this list.')
  return id
}
