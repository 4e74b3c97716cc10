import type { Refusal } from './refusal.ts'

/** The most rows that one request imports 导入. */
export const mostRows = 1_000

/** What a line calls by its id a row calls by its code. */
const columnOf: Readonly<Record<string, string>> = { itemId: 'itemCode', taxCodeId: 'taxCode' }

/** The refusal of a line as that of the row it was read from. */
export function inWordsOfRows<Refused extends Refusal & { readonly path: readonly string[] }>(
  refusal: Refused,
): Refused & { readonly path: readonly string[] } {
  const column = columnOf[refusal.path.at(-1) ?? '']
  return column === undefined ? refusal : { ...refusal, path: [...refusal.path.slice(0, -1), column] }
}
