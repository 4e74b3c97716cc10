import type { approvalDecided, PayloadOf } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { decide, takeBack } from '../domain/cash-approval.ts'
import { lockCashDocuments, saveCashDecisions } from '../store/cash-documents.ts'

/** What becomes of receipts and payments whose approval was decided. */
export async function decideCashDocuments(
  { tx }: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof approvalDecided>>[],
): Promise<void> {
  const told = messages.filter(({ payload }) => payload.documentType === 'CASH_DOCUMENT')
  if (told.length === 0) return
  const documents = await lockCashDocuments(
    tx,
    told.map(({ payload }) => payload.documentId),
  )
  const changed = told.flatMap(({ payload }) => {
    const document = documents.find(({ id }) => id === payload.documentId)
    return (document && decide(document, payload)) ?? []
  })
  await saveCashDecisions(tx, changed)
}

/** Nobody could be asked to approve a document: it is a draft again, and its maker sees why. */
export async function giveBackUnaskedCash(
  { tx }: UnitOfWork,
  asked: { readonly documentId: string; readonly approvalId: string; readonly reason: string },
): Promise<void> {
  const [document] = await lockCashDocuments(tx, [asked.documentId])
  if (document?.approvalId !== asked.approvalId) return
  const back = takeBack(document, asked.reason)
  if (!isRefusal(back)) await saveCashDecisions(tx, [back])
}
