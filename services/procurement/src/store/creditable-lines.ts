import { beyondScope, currencyColumn, dayColumn, idsIn, StaleDocument } from '@erp/service-kit'
import type { CreditableLine } from '../domain/credit-note.ts'
import { creditLinesOf } from '../domain/credit-note.ts'
import type { PurchaseReturnLine } from '../domain/purchase-return.ts'
import type { SupplierInvoice } from '../domain/supplier-invoice.ts'
import type { Tx } from './database.ts'
import { findInvoiceableLines } from './invoiceable-lines.ts'
import { findReturnLines, toReturnLine } from './purchase-returns.ts'

/** Lines of confirmed returns after the invoice, with what a credit note for them is decided on. */
export async function findCreditableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, CreditableLine>> {
  const rows = await tx.purchaseReturnLine.findMany({
    where: { id: { in: idsIn(lineIds) }, return: { status: 'CONFIRMED', afterInvoice: true } },
    include: { return: { select: { currency: true, returnedOn: true } } },
  })
  const received = await findInvoiceableLines(
    tx,
    rows.map((row) => row.goodsReceiptLineId),
  )
  return new Map(
    rows.flatMap((row) => {
      const line = toReturnLine(row, currencyColumn(row.return.currency))
      const arrived = received.get(line.goodsReceiptLineId)
      if (!arrived) return []
      const { clearingValue, credited } = line
      if (!clearingValue || !credited) throw new Error(`The confirmed return line ${line.id} has no value`)
      const returnedOn = dayColumn(row.return.returnedOn)
      return [[line.id, { ...line, clearingValue, credited, returnedOn, received: arrived }]]
    }),
  )
}

/** The same with their rows locked in the order of their ids, so that no other credit note takes from them meanwhile. */
export async function lockCreditableLines(tx: Tx, lineIds: readonly string[]): Promise<Map<string, CreditableLine>> {
  await tx.$executeRaw`
    select id from purchase_return_line
    where id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(lineIds))}::jsonb)))
    order by id for no key update`
  return findCreditableLines(tx, lineIds)
}

/** Takes what a credit note was matched with off the return lines; the database refuses more than there is. */
export async function takeForCredit(tx: Tx, creditNote: SupplierInvoice): Promise<void> {
  const matched = matchedRows(creditNote)
  const taken = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    update purchase_return_line line
    set credited_base_quantity = line.credited_base_quantity + matched.base_quantity,
        credited_value_minor = line.credited_value_minor + matched.value_minor
    from jsonb_to_recordset(${JSON.stringify(matched)}::jsonb) as matched(id uuid, base_quantity numeric, value_minor bigint)
    where line.id = matched.id and line.credited_base_quantity + matched.base_quantity <= line.base_quantity`,
  )
  if (taken !== matched.length) throw new StaleDocument('purchase return lines of credit note', creditNote.id)
}

/** Gives back what a credit note had taken that does not stand; locks the lines in the order of their ids. */
export async function releaseFromCredit(tx: Tx, creditNote: SupplierInvoice): Promise<void> {
  const matched = matchedRows(creditNote)
  const released = await beyondScope(
    tx,
    'authorIds',
    () => tx.$executeRaw`
    with matched as (
      select * from jsonb_to_recordset(${JSON.stringify(matched)}::jsonb)
        as m(id uuid, base_quantity numeric, value_minor bigint)
    ), locked as (
      select line.id from purchase_return_line line join matched using (id) order by line.id for no key update of line
    )
    update purchase_return_line line
    set credited_base_quantity = line.credited_base_quantity - matched.base_quantity,
        credited_value_minor = line.credited_value_minor - matched.value_minor
    from matched join locked using (id)
    where line.id = matched.id`,
  )
  if (released !== matched.length) throw new StaleDocument('purchase return lines of credit note', creditNote.id)
}

/** Lines of returns after the invoice that are not credited in full, oldest first, at most `limit`, after the one with the id `after`. */
export async function listUncreditedLines(
  tx: Tx,
  companyId: string,
  filter: { readonly supplierId?: string | null | undefined },
  page: { readonly limit: number; readonly after: string | undefined },
): Promise<PurchaseReturnLine[]> {
  const [supplierId] = filter.supplierId == null ? [null] : idsIn([filter.supplierId])
  if (supplierId === undefined) return []
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select line.id from purchase_return_line line join purchase_return back on back.id = line.purchase_return_id
    where line.company_id = ${companyId}::uuid and back.after_invoice and back.status = 'CONFIRMED'
      and line.credited_base_quantity < line.base_quantity
      and (${supplierId}::uuid is null or back.supplier_id = ${supplierId}::uuid)
      and (${page.after ?? null}::uuid is null or line.id > ${page.after ?? null}::uuid)
    order by line.id limit ${page.limit}::int`
  const lines = await findReturnLines(
    tx,
    rows.map(({ id }) => id),
  )
  return lines.sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** The lines of these returns that are not credited in full, return by return. */
export async function uncreditedLineIds(tx: Tx, purchaseReturnIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select line.id from purchase_return_line line join purchase_return back on back.id = line.purchase_return_id
    where back.after_invoice and back.status = 'CONFIRMED' and line.credited_base_quantity < line.base_quantity
      and back.id = any (array(
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsIn(purchaseReturnIds))}::jsonb)))
    order by back.id, line.line_number limit 501`
  return rows.map(({ id }) => id)
}

function matchedRows(creditNote: SupplierInvoice) {
  return creditLinesOf(creditNote).map(({ id, purchaseReturnLineId, matchedBaseQuantity, cleared }) => {
    if (matchedBaseQuantity === null || cleared === null) throw new Error(`The credit line ${id} is not matched`)
    return {
      id: purchaseReturnLineId,
      base_quantity: matchedBaseQuantity.toFixed(),
      value_minor: cleared.minor.toString(),
    }
  })
}
