import type { approvalDecided, PayloadOf } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { decide, takeBack } from '../domain/bad-debt-write-off.ts'
import { lockWriteOffs, saveWriteOffs } from '../store/bad-debt-write-offs.ts'

type Decided = Message<PayloadOf<typeof approvalDecided>>

/** What becomes of bad debts whose approval was decided. */
export async function decideBadDebts({ tx }: UnitOfWork, messages: readonly Decided[]): Promise<void> {
  const told = messages.filter(({ payload }) => payload.documentType === 'BAD_DEBT_WRITE_OFF')
  if (told.length === 0) return
  const documents = await lockWriteOffs(
    tx,
    told.map(({ payload }) => payload.documentId),
  )
  const changed = told.flatMap(({ payload }) => {
    const document = documents.find(({ id }) => id === payload.documentId)
    const decided = document && decide(document, payload)
    return decided ? [decided] : []
  })
  await saveWriteOffs(tx, changed)
}

/** Nobody could be asked to approve it: it is given up, and its maker sees why. */
export async function giveBackUnaskedBadDebt(
  { tx }: UnitOfWork,
  {
    documentId,
    approvalId,
    reason,
  }: { readonly documentId: string; readonly approvalId: string; readonly reason: string },
): Promise<void> {
  const [document] = await lockWriteOffs(tx, [documentId])
  if (document?.approvalId !== approvalId) return
  const back = takeBack(document, reason)
  if (!isRefusal(back)) await saveWriteOffs(tx, [back])
}
