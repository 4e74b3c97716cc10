import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { undoneByRefusal } from '@erp/service-kit'
import { isRefusal, newId } from '@erp/values'
import type { Customer } from '../domain/customer.ts'
import { takeDecision } from '../domain/document-approval.ts'
import { type SalesOrder, startConfirming } from '../domain/sales-order.ts'
import { holdConfirming } from '../domain/settle-sales-order.ts'
import { lockCreditNotesWaitingFor, saveDecidedCreditNotes } from '../store/credit-notes.ts'
import { findCustomers } from '../store/customers.ts'
import { openAllLegs } from '../store/document-legs.ts'
import { findItems, findWarehouses } from '../store/replicated-facts.ts'
import { saveAvailable } from '../store/sales-order-lines.ts'
import { lockOrdersWaitingFor, saveDecidedOrders } from '../store/sales-orders.ts'
import type { StartConfirming } from './confirm-sales-order.ts'
import { noteApproval } from './note-legs.ts'
import { confirmApprovedCreditNote } from './settle-credit-note.ts'
import type { Tx, Unit } from './unit.ts'

type Decision = PayloadOf<typeof approvalDecided>

/** What was decided about orders and credit notes. */
export async function noteApprovals(unit: Unit, told: readonly Decision[], start: StartConfirming): Promise<void> {
  await noteOrderApprovals(unit, told, start)
  await noteCreditNoteApprovals(unit, told)
}

/**
 * What was decided about orders: credit and goods are asked for now, or they are drafts again with the reason. A decision
 * about an order that waits for another request by now, or for none, is about what it does not say any more.
 */
async function noteOrderApprovals(unit: Unit, told: readonly Decision[], start: StartConfirming): Promise<void> {
  const { tx } = unit
  const decisions = decisionsAbout('SALES_ORDER', told)
  if (decisions.size === 0) return
  const decided = (await lockOrdersWaitingFor(tx, [...decisions.keys()])).flatMap((order) => {
    const decision = decisions.get(order.approval?.id ?? '')
    return (decision && takeDecision(order, decision)) ?? []
  })
  if (decided.length === 0) return
  const confirmed = await confirmApproved(tx, decided)
  const saved = await saveDecidedOrders(tx, confirmed.orders)
  await saveAvailable(
    tx,
    saved.flatMap(({ lines }) => lines),
  )
  await noteApproval(
    unit,
    saved.map(({ id, approval }) => ({ documentId: id, ...legOf(decisions.get(approval?.id ?? '')) })),
  )
  const confirming = saved.filter(({ status }) => status === 'CONFIRMING')
  await openAllLegs(
    tx,
    confirming.map(({ id, companyId }) => ({ id, companyId, type: 'SALES_ORDER', kinds: ['CREDIT', 'STOCK'] })),
  )
  for (const order of confirming) {
    const customer = confirmed.customers.get(order.customerId)
    if (customer) await start(unit, order, customer)
  }
}

/**
 * What was decided about credit notes: they count, or are drafts again with the reason. One that was approved and cannot be confirmed
 * now is a draft that says so, until somebody confirms it.
 */
async function noteCreditNoteApprovals(unit: Unit, told: readonly Decision[]): Promise<void> {
  const { tx } = unit
  const decisions = decisionsAbout('CREDIT_NOTE', told)
  if (decisions.size === 0) return
  const decided = (await lockCreditNotesWaitingFor(tx, [...decisions.keys()])).flatMap((creditNote) => {
    const decision = decisions.get(creditNote.approval?.id ?? '')
    return (decision && takeDecision(creditNote, decision)) ?? []
  })
  if (decided.length === 0) return
  const saved = await saveDecidedCreditNotes(tx, decided)
  const unconfirmed = new Set<string>()
  for (const creditNote of saved.filter(({ approval }) => approval?.state === 'APPROVED')) {
    const outcome = await undoneByRefusal(tx, () => confirmApprovedCreditNote(unit, creditNote))
    if (isRefusal(outcome)) unconfirmed.add(creditNote.id)
  }
  await noteApproval(
    unit,
    saved.map(({ id, approval }) => ({
      documentId: id,
      ...(unconfirmed.has(id) ? notConfirmed : legOf(decisions.get(approval?.id ?? ''))),
    })),
  )
}

const notConfirmed = { state: 'BLOCKED', reasonCode: 'APPROVED_NOT_CONFIRMED', facts: {} } as const

function decisionsAbout(documentType: string, told: readonly Decision[]): Map<string, Decision> {
  return new Map(told.filter((one) => one.documentType === documentType).map((one) => [one.approvalId, one]))
}

/** Whether identity took the request of an order or a credit note; `blockedBy` says why it has not. */
export async function noteApprovalRequest(
  unit: Unit,
  { approvalId, blockedBy }: { readonly approvalId: string; readonly blockedBy: string | null },
): Promise<void> {
  const waiting = [
    ...(await lockOrdersWaitingFor(unit.tx, [approvalId])),
    ...(await lockCreditNotesWaitingFor(unit.tx, [approvalId])),
  ]
  const state = blockedBy === null ? 'PENDING' : 'BLOCKED'
  const reasonCode = blockedBy === 'NO_REPLY' ? 'APPROVAL_NO_REPLY' : blockedBy
  await noteApproval(
    unit,
    waiting.map(({ id }) => ({ documentId: id, state, reasonCode, facts: {} })),
  )
}

/** Those that were approved are confirmed as a clerk would; what is out of use by now is held for one to look at. */
async function confirmApproved(
  tx: Tx,
  orders: readonly SalesOrder[],
): Promise<{ readonly orders: readonly SalesOrder[]; readonly customers: ReadonlyMap<string, Customer> }> {
  const approved = orders.filter(({ approval }) => approval?.state === 'APPROVED')
  const found = await findCustomers(
    tx,
    approved.map(({ customerId }) => customerId),
  )
  const customers = new Map(found.map((customer) => [customer.id, customer]))
  const warehouses = await findWarehouses(
    tx,
    approved.map(({ warehouseId }) => warehouseId),
  )
  const items = await findItems(
    tx,
    approved.flatMap(({ lines }) => lines.map(({ itemId }) => itemId)),
  )
  const next = orders.map((order) => {
    if (!approved.includes(order)) return order
    const customer = customers.get(order.customerId)
    const warehouse = warehouses.get(order.warehouseId)
    const confirming = customer && warehouse && startConfirming(order, { customer, warehouse, items }, newId())
    return !confirming || isRefusal(confirming)
      ? holdConfirming(order, { reason: 'OUT_OF_USE_SINCE', facts: {} }, [])
      : confirming
  })
  return { orders: next, customers }
}

function legOf(decision: Decision | undefined) {
  return decision === undefined || decision.outcome === 'APPROVED'
    ? ({ state: 'POSTED', reasonCode: null, facts: {} } as const)
    : ({
        state: 'REFUSED',
        reasonCode: `APPROVAL_${decision.outcome}`,
        facts: { said: decision.reason ?? '' },
      } as const)
}
