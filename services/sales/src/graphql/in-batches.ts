import { createHash } from 'node:crypto'
import { type IdempotentRequest, isUsableKey, UnusableKey } from '@erp/service-kit'
import { isRefusal, type Refusal } from '@erp/values'
import { type InvalidInput, invalid } from '../domain/input.ts'

/** The most documents that one request confirms. */
export const mostDocuments = 200
/** How many of them are confirmed at the same time. */
const atOnce = 4

/** A document and the version of it that somebody saw. */
interface Seen {
  readonly id: string
  readonly expectedVersion: number
}

/** Documents that one request does the same to. */
interface Batch {
  readonly operation: string
  readonly idempotencyKey: string
  /** Which field of the input lists them. */
  readonly field: string
  readonly documents: readonly Seen[]
}

/** What became of one document. */
export interface Outcome<Document> {
  readonly id: string
  readonly outcome: Document | Refusal
}

/**
 * Does the same to each document, in a transaction of its own: what stands in the way of one holds up none of the others. Each
 * document has a key made of the request's: a request that was cut short goes on where it was, what is done is not done again,
 * and what was refused is tried once more.
 */
export async function inBatch<Document extends { readonly id: string }>(
  { operation, idempotencyKey, field, documents }: Batch,
  work: (request: IdempotentRequest, seen: Seen) => Promise<Document | Refusal>,
): Promise<readonly Outcome<Document>[] | InvalidInput> {
  if (!isUsableKey(idempotencyKey)) throw new UnusableKey()
  if (documents.length === 0 || documents.length > mostDocuments)
    return invalid(field, documents.length === 0 ? 'EMPTY' : 'TOO_MANY')
  const twice = documents.findIndex(({ id }, index) => documents.slice(0, index).some((other) => other.id === id))
  if (twice >= 0) return invalid(`${field}.${twice}`, 'NAMED_TWICE')

  const key = createHash('sha256').update(idempotencyKey).digest('hex')
  const outcomes: Outcome<Document>[] = []
  for (let from = 0; from < documents.length; from += atOnce)
    outcomes.push(
      ...(await Promise.all(
        documents.slice(from, from + atOnce).map(async (seen, place) => {
          const outcome = await work({ operation, idempotencyKey: `${key}:${seen.id}`, input: { ...seen } }, seen)
          return { id: seen.id, outcome: isRefusal(outcome) ? under(outcome, field, from + place) : outcome }
        }),
      )),
    )
  return outcomes
}

/** The refusal with its place in the list. */
function under(refusal: Refusal, field: string, index: number): Refusal {
  const [, ...within] = 'path' in refusal ? (refusal.path as readonly string[]) : []
  return { ...refusal, path: ['input', field, String(index), ...within] } as Refusal
}
