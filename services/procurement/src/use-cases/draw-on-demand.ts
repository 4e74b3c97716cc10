import { beyondScope } from '@erp/service-kit'
import { beyondRequisitions, type RequisitionExceeded } from '../domain/order-requisitions.ts'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import { beyondRequests, type RequestExceeded } from '../domain/supplier-quotation.ts'
import { countOrdered, lockOrderableLines } from '../store/requisition-lines.ts'
import { countAwarded, lockAwardableLines } from '../store/supplier-quotations.ts'
import type { StartReserving } from './ask-budgets.ts'
import { giveBackLeft } from './requisition-budget.ts'
import type { Tx, Unit } from './unit.ts'

type Lines = Pick<PurchaseOrder, 'lines'>

/** Whether an order wants more of its requests for quotation and requisitions than others leave of them; they are locked. */
export async function whyNotTaken(
  tx: Tx,
  order: Pick<PurchaseOrder, 'id' | 'lines'>,
): Promise<RequestExceeded | RequisitionExceeded | undefined> {
  const { id, lines } = order
  return (
    beyondRequests(lines, await ofAnybody(tx, () => lockAwardableLines(tx, requestLinesOf(order), id))) ??
    beyondRequisitions(lines, await ofAnybody(tx, () => lockOrderableLines(tx, requisitionLinesOf(order), id)))
  )
}

/**
 * An order is given up, or says otherwise than before: what it leaves of requests and requisitions is open again. A requisition
 * that was closed meanwhile gives back of budgets what nobody takes any more.
 */
export async function leaveToOthers(unit: Unit, before: Lines, startGivingBack: StartReserving): Promise<void> {
  const { tx } = unit
  const requestLineIds = requestLinesOf(before)
  if (requestLineIds.length > 0) {
    await ofAnybody(tx, () => lockAwardableLines(tx, requestLineIds))
    await countAwarded(tx, requestLineIds)
  }
  const requisitionLineIds = requisitionLinesOf(before)
  if (requisitionLineIds.length > 0) {
    await ofAnybody(tx, async () => {
      await lockOrderableLines(tx, requisitionLineIds)
      await countOrdered(tx, requisitionLineIds)
      await giveBackLeft(unit, requisitionLineIds, startGivingBack)
    })
  }
}

/** An order draws on requisitions of anybody, also when whoever changes it sees those of some departments or their own only. */
export function ofAnybody<Result>(tx: Tx, work: () => Promise<Result>): Promise<Result> {
  return beyondScope(tx, ['departmentIds', 'authorIds'], work)
}

function requestLinesOf({ lines }: Lines): string[] {
  return lines.flatMap(({ requestLineId }) => requestLineId ?? [])
}

/** The requisition lines that lines of an order were asked for with. */
export function requisitionLinesOf({ lines }: Lines): string[] {
  return lines.flatMap(({ requisitionLineId }) => requisitionLineId ?? [])
}
