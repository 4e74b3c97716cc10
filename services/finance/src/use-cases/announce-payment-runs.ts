import { paymentRunChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { formatMoney, money } from '@erp/values'
import type { PaymentRun } from '../domain/payment-run.ts'

/** Tells the others of runs that are approved or were, as they are stored: nobody acts on what is not approved. */
export function announcePaymentRuns(unit: UnitOfWork, runs: readonly PaymentRun[]): Promise<void> {
  const told = runs.flatMap((run) => {
    const { id, companyId, number, status, version, currency, payOn, authorIds, submittedBy, approverIds } = run
    if (status === 'DRAFT' || status === 'SUBMITTED' || approverIds.length === 0) return []
    const involvedUserIds = [...new Set([...authorIds, ...(submittedBy === null ? [] : [submittedBy]), ...approverIds])]
    const lines = run.lines.map(({ lineNumber, supplierId, amount, status: answer }) => ({
      ...{ lineNumber, supplierId, amount: formatMoney(money(amount, currency)), status: answer },
    }))
    const payload = { companyId, paymentRunId: id, number, status, currency, payOn, involvedUserIds, lines, version }
    return [{ aggregateId: id, payload }]
  })
  return emitAll(unit, paymentRunChanged, told)
}
