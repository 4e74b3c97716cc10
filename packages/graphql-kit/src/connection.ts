import { isId, isRefusal, parseBusinessDate, parsePeriod } from '@erp/values'
import type { GraphQLError } from 'graphql'
import { badInput } from './expected-errors.ts'
import { isStorableText } from './text-arguments.ts'

/** The most entries one page may have. */
export const pageCap = 100
const defaultPage = 50

/** The arguments of every connection field. */
export interface PageArguments {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/** What a store needs for one page: one row more than asked for, after the row with these order keys. */
export interface Page {
  readonly first: number
  /** `first` + 1, so that the store's answer shows whether there is a next page. */
  readonly limit: number
  /** The order keys of the last row of the page before; undefined on the first page. */
  readonly after: readonly string[] | undefined
}

export interface Connection<Node> {
  readonly edges: { readonly node: Node; readonly cursor: string }[]
  readonly nodes: Node[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** What a column that a list is ordered by holds. */
export type OrderKeyKind = 'bigint' | 'date' | 'id' | 'int' | 'period' | 'text'

/** Whether a part of a cursor can be compared with such a column; a cursor is what anybody may write. */
const isOfKind: Readonly<Record<OrderKeyKind, (key: string) => boolean>> = {
  bigint: (key) => /^\d{1,18}$/.test(key),
  date: (key) => !isRefusal(parseBusinessDate(key)),
  id: isId,
  int: (key) => /^\d{1,9}$/.test(key),
  period: (key) => !isRefusal(parsePeriod(key)),
  text: isStorableText,
}

/**
 * Reads `first` and `after`. `keys` are the columns the list is ordered by. Throws BAD_USER_INPUT for a page size outside
 * 0…100 or a cursor that no such list made.
 */
export function pageOf({ first, after }: PageArguments, keys: readonly OrderKeyKind[] = ['text']): Page {
  const size = first ?? defaultPage
  if (!Number.isInteger(size) || size < 0 || size > pageCap) {
    throw badInput(`first is between 0 and ${pageCap}.`, 'first')
  }
  return { first: size, limit: size + 1, after: after == null ? undefined : readCursor(after, keys) }
}

/**
 * One page of a list ordered by `orderKey`, as a Relay connection. `rows` are at most `page.limit` rows that follow
 * `page.after`; the one too many only shows that there is a next page.
 */
export function connection<Node>(
  rows: readonly Node[],
  { first, after, orderKey }: Pick<Page, 'first' | 'after'> & { readonly orderKey: (node: Node) => readonly string[] },
): Connection<Node> {
  const nodes = rows.slice(0, first)
  const edges = nodes.map((node) => ({ node, cursor: writeCursor(orderKey(node)) }))
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** A page of a list that is already in memory, such as the lines of a document, in the order it has. */
export function connectionOfAll<Node>(
  all: readonly Node[],
  args: PageArguments,
  orderKey: (node: Node) => readonly string[],
): Connection<Node> {
  const { first, limit, after } = pageOf(args, all[0] === undefined ? ['text'] : orderKey(all[0]).map(() => 'text'))
  const position = after === undefined ? -1 : all.findIndex((node) => sameKeys(orderKey(node), after))
  if (after !== undefined && position < 0) throw foreignCursor()
  return connection(all.slice(position + 1, position + 1 + limit), { first, after, orderKey })
}

function sameKeys(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((key, index) => key === others[index])
}

function writeCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

function readCursor(cursor: string, keys: readonly OrderKeyKind[]): readonly string[] {
  const parsed = cursor.length <= 1_000 ? parseJson(Buffer.from(cursor, 'base64url').toString('utf8')) : undefined
  if (!Array.isArray(parsed) || parsed.length !== keys.length) throw foreignCursor()
  if (!keys.every((kind, index) => typeof parsed[index] === 'string' && isOfKind[kind](parsed[index]))) {
    throw foreignCursor()
  }
  return parsed
}

/** The error for a cursor that the list did not make, for whoever finds out later than `pageOf`. */
export function foreignCursor(): GraphQLError {
  return badInput('after is not a cursor of this list.', 'after')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
