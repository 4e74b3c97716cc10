import { approvalRequestOf, defineApprovalSagas, startAsking, startWithdrawingRequest } from '@erp/messaging'
import type { StartWithdrawing } from '../use-cases/amend-purchase-order.ts'
import { factsForApproval } from '../use-cases/approval-facts.ts'
import type { StartApproving } from '../use-cases/confirm-purchase-order.ts'
import type { StartInvoiceProcess } from '../use-cases/confirm-supplier-invoice.ts'
import { noteApprovalRequest } from '../use-cases/note-approvals.ts'
import type { StartApprovingRequisition } from '../use-cases/settle-purchase-requisition.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

/** Asks about an order, a requisition or a held invoice. While identity is silent the document goes on waiting, and says so. */
export const { askForApproval, withdrawFromApproval } = defineApprovalSagas<Tx>(
  'procurement',
  (unit, { approvalId }, blockedBy) => noteApprovalRequest(unit, { approvalId, blockedBy }),
)

/** Starts it for a document that waits, in the same transaction. */
function ask(unit: Unit, ...asking: Parameters<typeof approvalRequestOf>): Promise<void> {
  return startAsking(unit, askForApproval, approvalRequestOf(...asking))
}

/** For an order. */
export const startApproving: StartApproving = async (unit, order, { supplier, amount }) =>
  ask(unit, order, {
    ...{ documentType: 'PURCHASE_ORDER', madeBy: order.createdBy, authorIds: order.authorIds },
    ...{ subject: supplier.code, amount, currency: order.currency },
    ...(await factsForApproval(unit, order.lines)),
  })

/** The same for a requisition. */
export const startApprovingRequisition: StartApprovingRequisition = async (unit, requisition) => {
  const { createdBy: madeBy, authorIds, purpose: subject, departmentId, estimate: amount } = requisition
  await ask(unit, requisition, {
    ...{ documentType: 'PURCHASE_REQUISITION', madeBy, authorIds, subject, amount, currency: amount.currency },
    ...(await factsForApproval(unit, requisition.lines, departmentId)),
  })
}

/** The same for an invoice outside its tolerances: those who decide let it pass, or do not. */
export const startApprovingInvoice: StartInvoiceProcess = async (unit, invoice) => {
  const { createdBy: madeBy, authorIds, supplierInvoiceNumber: subject, gross: amount, printedCurrency } = invoice
  await ask(unit, invoice, {
    ...{ documentType: 'SUPPLIER_INVOICE', madeBy, authorIds, subject, amount, currency: printedCurrency },
    ...(await factsForApproval(unit, invoice.lines)),
  })
}

/** Starts it for a document that changed while it waited, in the same transaction. */
export const startWithdrawing: StartWithdrawing = (unit, { companyId, id: documentId }, withdrawal) =>
  startWithdrawingRequest(unit, withdrawFromApproval, { companyId, documentId, ...withdrawal })
