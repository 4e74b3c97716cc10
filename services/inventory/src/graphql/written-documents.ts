import { type Payload, payload, userError } from '@erp/graphql-kit'
import { beyondParties } from '@erp/service-kit'
import { isRefusal, type Refusal } from '@erp/values'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { SourceDocumentType } from '../domain/stock-document.ts'
import type { Tx, Unit } from '../store/database.ts'
import { type SimulateDraft, simulationIdOf, simulationOf } from '../use-cases/simulate-document.ts'
import { waitForLedger, waitProblem } from '../use-cases/wait-for-ledger.ts'
import type { Context } from './context.ts'

/** Documents confirmed at once, each in a transaction of its own, are at most this many. */
const batchAtMost = 100
const batchKeyAtMost = 160

type Written = { readonly id: string }
type Work<Document extends Written, Refused> = (unit: Unit) => Promise<Document | Refused>

/** One step of a document, once for each key; then the answer waits for the ledger where the client asks for it. */
export async function writtenOnce<Document extends Written, Refused extends Refusal>(
  context: Context,
  request: {
    readonly operation: string
    readonly idempotencyKey: string
    readonly input: object
    readonly waitMs?: number | undefined
  },
  work: Work<Document, Refused>,
  find: (tx: Tx, id: string) => Promise<Document | undefined>,
) {
  const { transactor, caller } = context
  const { waitMs = 0, operation, idempotencyKey, input } = request
  const problem = waitProblem(waitMs)
  if (problem) return problem
  const outcome = await transactor.once<Document | Refused>(
    caller,
    { operation, idempotencyKey, input },
    work,
    find as (tx: Tx, id: string) => Promise<Exclude<Document | Refused, Refusal> | undefined>,
  )
  if (!isRefusal(outcome) && waitMs > 0)
    await waitForLedger(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
  return outcome
}

/** The same for a step that moves stock or changes its worth, which is worked out of goods from everybody. */
export const postedOnce: typeof writtenOnce = (context, request, work, find) =>
  writtenOnce({ ...context, caller: beyondParties(context.caller) }, request, work, find)

/** Confirms documents one after the other, each in a transaction of its own; what is refused holds up no other. */
export async function confirmedOneByOne<Field extends string, Document extends Written, Refused extends Refusal>(
  context: Context,
  field: Field,
  {
    operation,
    idempotencyKey,
    documents,
  }: {
    readonly operation: string
    readonly idempotencyKey: string
    readonly documents: readonly { readonly documentId: string; readonly expectedVersion: number }[]
  },
  confirm: (unit: Unit, seen: { documentId: string; expectedVersion: number }) => Promise<Document | Refused>,
  find: (tx: Tx, id: string) => Promise<Document | undefined>,
) {
  const problem = batchProblem(documents.length, idempotencyKey)
  if (problem) return { results: [], userErrors: [userError(problem, context)] }
  const results: (Payload<Field, Document | Refused> & { readonly documentId: string })[] = []
  for (const seen of documents) {
    const key = `${idempotencyKey}/${seen.documentId}`
    const request = { operation, idempotencyKey: key, input: seen }
    const outcome = await postedOnce(context, request, (unit) => confirm(unit, seen), find)
    results.push({
      documentId: seen.documentId,
      ...(payload(field, outcome, context) as Payload<Field, Document | Refused>),
    })
  }
  return { results, userErrors: [] }
}

function batchProblem(count: number, idempotencyKey: string): InvalidInput | undefined {
  if (count === 0) return invalidInput('documents', 'EMPTY')
  if (count > batchAtMost) return invalidInput('documents', 'TOO_MANY')
  return idempotencyKey.length > batchKeyAtMost ? invalidInput('idempotencyKey', 'TOO_LONG') : undefined
}

/** What confirming a draft would do, with finance's part for whoever asks for it, or why it would be refused. */
export async function simulated(
  context: Context,
  documentType: SourceDocumentType,
  documentId: string,
  simulate: SimulateDraft,
) {
  const { transactor, caller, loaders } = context
  const posting = await transactor.read([caller.companyId], (tx) => simulate(tx, documentId), { ofAllParties: true })
  if (posting && isRefusal(posting)) return payload('simulation', posting, context)
  const id = simulationIdOf(documentType, documentId)
  loaders.simulation.prime(id, posting && simulationOf(posting))
  return payload('simulation', { id }, context)
}
