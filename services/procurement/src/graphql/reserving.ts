import { isRefusal, type Refusal } from '@erp/values'
import type { Tx } from '../use-cases/unit.ts'
import { type AsksBudgets, waitForBudget } from '../use-cases/wait-for-legs.ts'
import type { Context } from './context.ts'

/** What may have asked finance to reserve, once finance has answered, or after as long as the caller likes to wait. */
export async function onceReserved<Outcome extends AsksBudgets | Refusal, Header extends AsksBudgets>(
  { caller: { companyId }, transactor }: Context,
  outcome: Outcome,
  waitMs: number,
  findHeaders: (tx: Tx, ids: readonly string[]) => Promise<readonly Header[]>,
): Promise<Outcome | Header> {
  const document: AsksBudgets | Refusal = outcome
  if (isRefusal(document) || waitMs === 0 || document.status !== 'CONFIRMING') return outcome
  const { id: documentId } = document
  await waitForBudget(transactor, { companyId, documentId, waitMs }, findHeaders)
  const [header] = await transactor.read([companyId], (tx) => findHeaders(tx, [documentId]))
  return header ?? outcome
}
