import {
  accountRuleChanged,
  creditNoteConfirmed,
  issueDelivery,
  type PayloadOf,
  receiveSalesReturn,
  salesInvoiceCancelled,
  salesInvoiceConfirmed,
  stockDocumentPosted,
  takeBackDelivery,
  voucherTemplateActivated,
} from '@erp/contracts'
import { newId } from '@erp/values'
import type { Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { type Company, type Inventory, trimmed } from './use-inventory.ts'

export type Delivery = PayloadOf<typeof issueDelivery>
export type Invoice = PayloadOf<typeof salesInvoiceConfirmed>

/** What sales tells of goods that are shipped and are no cost of sales before they are invoiced. */
export async function shippingOf({ hear, command, database }: Inventory, company: Company, warehouse: Warehouse) {
  const { companyId } = company
  const templates = {
    ...{ SALES_DELIVERY: ['INV', 'COGS'], SALES_RETURN: ['INV', 'COGS'], GOODS_SHIPPED: ['INV', 'SNI'] },
    ...{ SHIPPED_GOODS_RETURNED: ['INV', 'SNI'], SHIPPED_GOODS_CHARGED: ['COGS', 'SNI'] },
  } as const
  await hear(
    voucherTemplateActivated,
    ...Object.entries(templates).map(([eventKind, accountKeys]) => ({
      ...{ companyId, templateId: newId(), eventKind: eventKind as keyof typeof templates, templateVersion: 1 },
      accountKeys: [...accountKeys],
    })),
  )
  await hear(accountRuleChanged, {
    ...{ companyId, ruleId: newId(), accountKey: 'SNI', itemClass: null, valuationAreaId: null },
    ...{ accountCode: '1406', active: true, version: 1 },
  })
  const head = { companyId, customerId: newId(), currency: 'CNY' }

  function delivery(item: Item, quantity: string, shippedUninvoiced = true): Delivery {
    return {
      ...{ ...head, deliveryId: newId(), warehouseId: warehouse.id, number: 'DN-2026-000001' },
      ...{ deliveredOn: '2026-03-10', shippedUninvoiced },
      lines: [{ lineId: newId(), itemId: item.id, quantity }],
    }
  }

  function invoiceOf({ deliveryId, lines: [line] }: Delivery, quantity: string): Invoice {
    if (!line) throw new Error('A delivery has lines.')
    return {
      ...{ ...head, salesInvoiceId: newId(), number: 'IV-2026-000001', invoicedOn: '2026-03-12', dueOn: '2026-04-12' },
      ...{ net: '0.00', tax: '0.00', gross: '0.00', version: 2 },
      lines: [
        {
          ...{ lineId: newId(), salesOrderId: newId(), salesOrderLineId: newId(), deliveryId, quantity },
          ...{ deliveryLineId: line.lineId, itemId: line.itemId, itemClass: 'MERCHANDISE', warehouseId: warehouse.id },
          ...{ valuationAreaId: warehouse.valuationAreaId, net: '0.00', tax: '0.00', taxCode: 'VAT13' },
        },
      ],
    }
  }

  const invoices = async (of: Delivery, quantity: string) => {
    const invoice = invoiceOf(of, quantity)
    await hear(salesInvoiceConfirmed, invoice)
    return invoice
  }
  return {
    delivery,
    invoiceOf,
    invoices,
    ships: async (item: Item, quantity: string) => {
      const shipped = delivery(item, quantity)
      await command(issueDelivery, shipped)
      return shipped
    },
    takesBackInvoice: (invoice: Invoice) => hear(salesInvoiceCancelled, { ...invoice, version: 3 }),
    takesBackDelivery: ({ deliveryId }: Delivery) => command(takeBackDelivery, { companyId, deliveryId }),
    hasBack: async (
      { lines: [line], customerId }: Delivery,
      quantity: string,
      into: Warehouse = warehouse,
      besides: Delivery[] = [],
    ) => {
      const salesReturnId = newId()
      const others = besides.flatMap((other) => other.lines)
      const reply = await command(receiveSalesReturn, {
        ...{ ...head, customerId, salesReturnId, number: 'SR-2026-000001', warehouseId: into.id },
        returnedOn: '2026-03-20',
        lines: [line, ...others].map((one) => ({
          ...{ lineId: newId(), deliveryLineId: one?.lineId ?? null, itemId: one?.itemId ?? newId(), quantity },
        })),
      })
      return { salesReturnId, reply }
    },
    credits: async ({ salesInvoiceId, customerId, lines: [line] }: Invoice, quantity: string) => {
      const creditNoteId = newId()
      if (!line) throw new Error('An invoice has lines.')
      const { itemId, itemClass, warehouseId, valuationAreaId, deliveryLineId } = line
      await hear(creditNoteConfirmed, {
        ...{ ...head, customerId, creditNoteId, number: 'CN-2026-000001', salesReturnId: newId() },
        ...{ creditedOn: '2026-03-25', net: '0.00', tax: '0.00', gross: '0.00', version: 2 },
        lines: [
          {
            ...{
              lineId: newId(),
              salesInvoiceId,
              salesInvoiceNumber: 'IV-2026-000001',
              salesInvoiceLineId: line.lineId,
            },
            ...{
              salesReturnLineId: newId(),
              deliveryLineId,
              itemId,
              itemClass,
              warehouseId,
              valuationAreaId,
              quantity,
            },
            ...{ net: '0.00', tax: '0.00', taxCode: 'VAT13' },
          },
        ],
      })
      return creditNoteId
    },
    /** `EVENT_KIND value` of all that was told of a document: what the counterpart was cleared with. */
    told: async (documentId: string): Promise<string[]> => {
      const rows = await database.rows<{ payload: unknown }>`
        select payload from platform.outbox
        where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${documentId} order by pos`
      return rows
        .map(({ payload }) => stockDocumentPosted.schema.parse(payload))
        .map(({ eventKind, lines }) => `${eventKind} ${lines.map(({ clearingValue }) => clearingValue).join(' ')}`)
    },
    /** `quantity / value, invoiced / cost of sales` of a delivery line; by its own row, and by the ledger. */
    standing: async ({ lines: [line] }: Delivery) => {
      const id = line?.lineId ?? ''
      const [row] = await database.rows<{ quantity: string; value: string; invoiced: string; charged: string }>`
        select quantity::text, value::text, invoiced_quantity::text as invoiced, charged_value::text as charged
        from shipped_goods where delivery_line_id = ${id}`
      const [ledger] = await database.rows<{ shipped: string; charged: string }>`
        select -coalesce(sum(clearing_value) filter (where event_kind <> 'SHIPPED_GOODS_CHARGED'), 0) as shipped,
               coalesce(sum(clearing_value) filter (where event_kind = 'SHIPPED_GOODS_CHARGED'), 0) as charged
        from stock_entry join stock_document on stock_document.id = stock_document_id
        where coalesce(origin_line_id, source_line_id) = ${id}`
      if (row && (row.value !== ledger?.shipped || row.charged !== ledger.charged))
        throw new Error(`Delivery line ${id} is not what the ledger says of it.`)
      return row && `${trimmed(row.quantity) || '0'} / ${row.value}, ${trimmed(row.invoiced) || '0'} / ${row.charged}`
    },
  }
}
