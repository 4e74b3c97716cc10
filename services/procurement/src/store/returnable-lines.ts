import type { PurchaseReturnLine, ReturnableLine } from '../domain/purchase-return.ts'
import { currencyColumn, dayColumn, idsIn, moneyColumn } from './columns.ts'
import type { Tx } from './database.ts'
import { toReceiptLine } from './goods-receipt-lines.ts'
import { findItems } from './replicated-facts.ts'

/** Lines of confirmed receipts, with what a return of them is decided on. Lines of drafts are not among them. */
export async function findReturnableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, ReturnableLine>> {
  const rows = await tx.goodsReceiptLine.findMany({
    where: { id: { in: idsIn(lineIds) }, receipt: { status: 'CONFIRMED' } },
    include: { receipt: true },
  })
  const items = await findItems(tx, [...new Set(rows.map((row) => row.itemId))])
  return new Map(
    rows.map((row) => {
      const currency = currencyColumn(row.receipt.currency)
      if (row.netValueMinor === null) throw new Error(`The confirmed receipt line ${row.id} has no value`)
      const line: ReturnableLine = {
        ...toReceiptLine(row, currency),
        netValue: moneyColumn(row.netValueMinor, currency),
        supplierId: row.receipt.supplierId,
        warehouseId: row.receipt.warehouseId,
        receivedOn: dayColumn(row.receipt.receivedOn),
        currency,
        item: items.get(row.itemId),
      }
      return [row.id, line]
    }),
  )
}

/** The same with their rows locked in the order of their ids, so that no other return takes from them meanwhile. */
export async function lockReturnableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, ReturnableLine>> {
  await tx.$executeRaw`
    select id from goods_receipt_line
    where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(lineIds))}::jsonb))
    order by id for no key update`
  return findReturnableLines(tx, lineIds)
}

/** Takes what goes back off the receipt lines; the database refuses more than there is. */
export async function holdForReturn(tx: Tx, lines: readonly PurchaseReturnLine[]): Promise<void> {
  await tx.$executeRaw`
    update goods_receipt_line line
    set returned_base_quantity = line.returned_base_quantity + held.base_quantity,
        returned_value_minor = line.returned_value_minor + held.value_minor
    from jsonb_to_recordset(${held(lines)}::jsonb) as held(id uuid, base_quantity numeric, value_minor bigint)
    where line.id = held.id`
}

/** Gives back what a refused return had taken; locks the lines in the order of their ids. */
export async function releaseFromReturn(tx: Tx, lines: readonly PurchaseReturnLine[]): Promise<void> {
  await tx.$executeRaw`
    with held as (
      select * from jsonb_to_recordset(${held(lines)}::jsonb) as h(id uuid, base_quantity numeric, value_minor bigint)
    ), locked as (
      select line.id from goods_receipt_line line join held using (id) order by line.id for no key update of line
    )
    update goods_receipt_line line
    set returned_base_quantity = line.returned_base_quantity - held.base_quantity,
        returned_value_minor = line.returned_value_minor - held.value_minor
    from held join locked using (id)
    where line.id = held.id`
}

function held(lines: readonly PurchaseReturnLine[]): string {
  return JSON.stringify(
    lines.map((line) => {
      if (line.clearingValue === null) throw new Error(`The return line ${line.id} has no value yet`)
      return {
        id: line.goodsReceiptLineId,
        base_quantity: line.baseQuantity.toFixed(),
        value_minor: line.clearingValue.minor.toString(),
      }
    }),
  )
}
