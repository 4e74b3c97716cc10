import { extend, formatMoney, formatQuantity, isRefusal, newId, toBaseQuantity } from '@erp/values'
import { askBudget, giveBackBudget, type RevisionToCome } from '../domain/document-budget.ts'
import type { PurchaseRequisition, PurchaseRequisitionLine } from '../domain/purchase-requisition.ts'
import type { ItemFacts } from '../domain/replicated-facts.ts'
import { lockClosedRequisitionsOf, saveRequisitions } from '../store/purchase-requisitions.ts'
import { askToReserve, itemClassOf, type Spending, type StartReserving, whoSpends } from './ask-budgets.ts'
import type { Unit } from './unit.ts'

/** Requisitions that could be ordered, as they are to be written: those that ask for what is budgeted ask finance first. */
export async function askingForRequisitions(
  unit: Unit,
  requisitions: readonly PurchaseRequisition[],
  askedFor: (requisition: PurchaseRequisition) => RevisionToCome,
): Promise<PurchaseRequisition[]> {
  const spends = await whoSpends(unit, requisitions)
  return requisitions.map((requisition) => {
    const asking = { sagaId: newId(), askedFor: askedFor(requisition) }
    return spends(requisition) ? { ...askBudget(requisition, asking, unit.now), approvedAt: null } : requisition
  })
}

/** Has finance reserve what requisitions ask for, or give back what is not asked for any more. */
export function askForRequisitions(
  unit: Unit,
  requisitions: readonly PurchaseRequisition[],
  start: StartReserving,
): Promise<void> {
  return askToReserve(unit, requisitions, { spendingOf, start })
}

/**
 * A closed requisition keeps reserved what orders that are no promises yet have of it. When an order leaves some of it, nobody
 * else takes that.
 */
export async function giveBackLeft(unit: Unit, lineIds: readonly string[], start: StartReserving): Promise<void> {
  const closed = await lockClosedRequisitionsOf(unit.tx, lineIds)
  if (closed.length === 0) return
  const saved = await saveRequisitions(
    unit.tx,
    closed.map((requisition) => giveBackBudget(requisition, newId(), unit.now)),
  )
  await askForRequisitions(unit, saved, start)
}

/** What a requisition will spend: its lines at the price expected, once it is closed what orders have of them. */
function spendingOf(requisition: PurchaseRequisition, items: ReadonlyMap<string, ItemFacts>): Spending {
  const { companyId, id, number, version, currency, status, budget } = requisition
  return {
    ...{ companyId, documentType: 'PURCHASE_REQUISITION', documentId: id, documentNumber: number },
    ...{ documentVersion: version, currency },
    despiteBudget: status === 'CLOSED' || (budget?.override ?? null) !== null,
    lines: requisition.lines.flatMap((line) => lineOf(line, requisition, items) ?? []),
  }
}

/** Nothing for a line that has no price, or of which nothing is wanted any more. */
function lineOf(
  line: PurchaseRequisitionLine,
  { status, currency, departmentId }: PurchaseRequisition,
  items: ReadonlyMap<string, ItemFacts>,
): Spending['lines'][number] | undefined {
  const { id: lineId, projectId, unitPrice: perUnit, factor } = line
  const wanted = status === 'CLOSED' ? line.orderedQuantity : line.quantity
  if (perUnit === null || wanted.isZero()) return undefined
  const quantity = toBaseQuantity(wanted, factor)
  if (isRefusal(quantity)) throw new Error(`What is ordered of the requisition line ${lineId} is no exact quantity`)
  return {
    ...{ lineId, itemClass: itemClassOf(line, items), net: formatMoney(extend({ perUnit, currency }, wanted)) },
    ...{ quantity: formatQuantity(quantity), receivedQuantity: '0' },
    ...(departmentId === null ? {} : { departmentId }),
    ...(projectId === null ? {} : { projectId }),
  }
}
