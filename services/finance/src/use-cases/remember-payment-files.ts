import type { PayloadOf, paymentFileWritten } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { insertPaymentFiles } from '../store/payment-runs.ts'

/** Keeps that procurement wrote files of payment runs, which may go to the bank from now on. */
export function rememberPaymentFiles(
  { tx }: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof paymentFileWritten>>[],
): Promise<void> {
  return insertPaymentFiles(
    tx,
    messages.map(({ payload }) => payload),
  )
}
