import { payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import type { Refusal } from '@erp/values'
import type { Tx } from '../use-cases/unit.ts'
import type { Context } from './context.ts'

/** Mutations of one kind of document: each once for its key; the same key again gives the document as it is by then. */
export function changesOf<Field extends string, Document extends { readonly id: string }>(
  field: Field,
  find: (tx: Tx, id: string) => Promise<Document | undefined>,
) {
  return async <Input extends { readonly idempotencyKey: string }, Fault extends Refusal>(
    operation: string,
    { idempotencyKey, ...input }: Input,
    context: Context,
    work: (unit: UnitOfWork<Tx>, input: Omit<Input, 'idempotencyKey'>) => Promise<Document | Fault>,
  ) => {
    const outcome = await context.transactor.once<Document | Fault>(
      context.caller,
      { operation, idempotencyKey, input },
      (unit) => work(unit, input),
      (tx, id) => find(tx, id) as Promise<Exclude<Document | Fault, Refusal> | undefined>,
    )
    return payload(field, outcome, context)
  }
}
