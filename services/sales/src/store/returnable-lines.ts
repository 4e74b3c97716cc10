import { beyondScope, currencyColumn, dayColumn, idsIn } from '@erp/service-kit'
import type { CostOfSales } from '../domain/cost-of-sales.ts'
import type { ReturnableLine, SalesReturnLine } from '../domain/sales-return.ts'
import type { Tx } from './database.ts'
import { toDeliveryLine } from './deliveries.ts'
import { findItems } from './replicated-facts.ts'

type Back = Pick<SalesReturnLine, 'deliveryLineId' | 'baseQuantity'>

/** Lines of confirmed deliveries, with what a return of them is decided on. Lines of others are not among them. */
export async function findReturnableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, ReturnableLine>> {
  const rows = await tx.deliveryLine.findMany({
    where: { id: { in: idsIn(lineIds) }, delivery: { status: 'CONFIRMED' } },
    include: { delivery: true },
  })
  const items = await findItems(tx, [...new Set(rows.map((row) => row.itemId))])
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...toDeliveryLine(row, row.delivery.currency),
        customerId: row.delivery.customerId,
        warehouseId: row.delivery.warehouseId,
        deliveredOn: dayColumn(row.delivery.deliveredOn),
        currency: currencyColumn(row.delivery.currency),
        costOfSales: row.delivery.costOfSales as CostOfSales,
        item: items.get(row.itemId),
      },
    ]),
  )
}

/**
 * The same with their deliveries and rows locked in the order of their ids, so that nobody takes the deliveries back and no
 * other return takes from them meanwhile.
 */
export async function lockReturnableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, ReturnableLine>> {
  const ids = JSON.stringify(idsIn(lineIds))
  await tx.$executeRaw`
    select delivery.id from delivery
    where id in (select delivery_id from delivery_line
                 where id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))))
    order by id for share`
  await tx.$executeRaw`
    select id from delivery_line
    where id = any (array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))
    order by id for no key update`
  return findReturnableLines(tx, lineIds)
}

/** Takes what comes back off the delivery lines, which are locked; the database refuses more than there is. */
export async function holdForReturn(tx: Tx, lines: readonly Back[]): Promise<void> {
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    update delivery_line line set returned_base_quantity = line.returned_base_quantity + back.base_quantity
    from jsonb_to_recordset(${toJson(lines)}::jsonb) as back(id uuid, base_quantity numeric)
    where line.id = back.id`,
  )
}

/** Gives back what a refused return had taken; locks the lines in the order of their ids. */
export async function releaseFromReturn(tx: Tx, lines: readonly Back[]): Promise<void> {
  await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with back as (
      select * from jsonb_to_recordset(${toJson(lines)}::jsonb) as b(id uuid, base_quantity numeric)
    ), locked as (
      select line.id from delivery_line line join back using (id) order by line.id for no key update of line
    )
    update delivery_line line set returned_base_quantity = line.returned_base_quantity - back.base_quantity
    from back join locked using (id)
    where line.id = back.id`,
  )
}

function toJson(lines: readonly Back[]): string {
  return JSON.stringify(
    lines.map(({ deliveryLineId, baseQuantity }) => ({ id: deliveryLineId, base_quantity: baseQuantity.toFixed() })),
  )
}
