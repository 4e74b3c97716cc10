import type { Refusal } from '@erp/values'
import { at } from './input.ts'

/** The most rows that one request imports. */
export const mostRows = 1_000

/** What a line calls by its id a row calls by its code. */
const columnOf: Readonly<Record<string, string>> = { itemId: 'itemCode', taxCodeId: 'taxCode' }

/** The refusal of a line as that of the row it was read from. */
export function inWordsOfRows(refusal: Refusal & { readonly path: readonly string[] }): Refusal {
  const [, ...steps] = refusal.path
  const last = columnOf[steps.at(-1) ?? '']
  return last === undefined ? refusal : at(refusal, [...steps.slice(0, -1), last].join('.'))
}
