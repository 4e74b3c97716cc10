import type { approvalDecided, PayloadOf } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { decide, takeBack } from '../domain/payment-run.ts'
import { lockPaymentRuns, savePaymentRuns } from '../store/payment-runs.ts'
import { announcePaymentRuns } from './announce-payment-runs.ts'

type Decided = Message<PayloadOf<typeof approvalDecided>>

/** What becomes of payment runs whose approval was decided. */
export async function decidePaymentRuns(unit: UnitOfWork, messages: readonly Decided[]): Promise<void> {
  const told = messages.filter(({ payload }) => payload.documentType === 'PAYMENT_RUN')
  if (told.length === 0) return
  const { tx } = unit
  const runs = await lockPaymentRuns(
    tx,
    told.map(({ payload }) => payload.documentId),
  )
  const changed = told.flatMap(({ payload }) => {
    const run = runs.find(({ id }) => id === payload.documentId)
    const decided = run && decide(run, payload)
    return decided ? [decided] : []
  })
  await savePaymentRuns(tx, changed)
  await announcePaymentRuns(
    unit,
    changed.map((run) => ({ ...run, version: run.version + 1 })),
  )
}

/** Nobody could be asked to approve a run: it is a draft again, and its maker sees why. */
export async function giveBackUnaskedRun(
  { tx }: UnitOfWork,
  {
    documentId,
    approvalId,
    reason,
  }: { readonly documentId: string; readonly approvalId: string; readonly reason: string },
): Promise<void> {
  const [run] = await lockPaymentRuns(tx, [documentId])
  if (run?.approvalId !== approvalId) return
  const back = takeBack(run, reason)
  if (!isRefusal(back)) await savePaymentRuns(tx, [back])
}
