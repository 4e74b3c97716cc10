import { supplierInvoiceCancelled, supplierInvoiceConfirmed } from '@erp/contracts'
import { newId } from '@erp/values'
import type { GoodsReceipt } from '../../src/domain/goods-receipt.ts'
import type { SupplierInvoice } from '../../src/domain/supplier-invoice.ts'
import { findSupplierInvoice } from '../../src/store/supplier-invoices.ts'
import { cancelSupplierInvoice } from '../../src/use-cases/cancel-supplier-invoice.ts'
import { confirmSupplierInvoice, releaseSupplierInvoice } from '../../src/use-cases/confirm-supplier-invoice.ts'
import {
  completeCancelling,
  completeSupplierInvoice,
  keepSupplierInvoice,
  refuseSupplierInvoice,
} from '../../src/use-cases/end-supplier-invoice.ts'
import { createSupplierInvoice } from '../../src/use-cases/write-supplier-invoice.ts'
import { day } from './day.ts'
import { orderProcesses } from './order-processes.ts'
import { type Company, lineId, must } from './procurement.ts'

type Written = Parameters<typeof createSupplierInvoice>[1]

let printed = 0

/** What a supplier charges for the first line of a receipt: quantity, net and tax as printed. */
export function charge(receipt: GoodsReceipt, quantity: string, net: string, tax: string) {
  return { goodsReceiptLineId: lineId(receipt, 0), quantity, net, tax }
}

/** What people do with suppliers' invoices in a test's company. */
export function invoicing(company: Company) {
  const { caller, supplier, transact } = company

  /** An invoice of these goods, with the totals they add up to unless others are said. */
  function invoice(goods: Written['goods'], more: Partial<Written> = {}): Written {
    const lines = [...goods, ...(more.inTransit ?? []), ...(more.expenses ?? []), ...(more.charges ?? [])]
    const total = (of: 'net' | 'tax') =>
      (lines.reduce((cents, line) => cents + Math.round(Number(line[of]) * 100), 0) / 100).toFixed(2)
    printed += 1
    return {
      ...{ supplierId: supplier.id, supplierInvoiceNumber: `F-${printed}`, invoicedOn: day('2026-10-20') },
      ...{
        postedOn: day('2026-10-25'),
        goods,
        inTransit: [],
        expenses: [],
        charges: [],
        net: total('net'),
        tax: total('tax'),
      },
      ...{ gross: (Number(total('net')) + Number(total('tax'))).toFixed(2), ...more },
    }
  }

  const writes = (goods: Written['goods'], more?: Partial<Written>) =>
    transact((unit) => createSupplierInvoice(unit, invoice(goods, more)))
  const written = async (goods: Written['goods'], more?: Partial<Written>) =>
    must<SupplierInvoice>(await writes(goods, more))
  const confirms = ({ id: supplierInvoiceId, version: expectedVersion }: SupplierInvoice) =>
    transact((unit) => confirmSupplierInvoice(unit, { supplierInvoiceId, expectedVersion }, orderProcesses))
  const confirmed = async (one: SupplierInvoice) => must<SupplierInvoice>(await confirms(one))
  const somebodyElse = { ...caller, userId: newId() }
  const as = (userId: string) => company.transactAs({ ...somebodyElse, userId })

  return {
    invoice,
    writes,
    written,
    confirms,
    confirmed,
    releases: (
      { id: supplierInvoiceId, version: expectedVersion }: SupplierInvoice,
      by = somebodyElse.userId,
      reason = 'Agreed by phone',
    ) => as(by)((unit) => releaseSupplierInvoice(unit, { supplierInvoiceId, expectedVersion, reason }, orderProcesses)),
    cancels: ({ id: supplierInvoiceId, version: expectedVersion }: SupplierInvoice, reason = 'Entered twice') =>
      transact((unit) => cancelSupplierInvoice(unit, { supplierInvoiceId, expectedVersion, reason }, orderProcesses)),
    /** What inventory answers. */
    borne: (one: SupplierInvoice) => transact((unit) => completeSupplierInvoice(unit, attemptOf(one))),
    notBorne: (one: SupplierInvoice, reason: string) =>
      transact((unit) => refuseSupplierInvoice(unit, attemptOf(one), { reason, facts: {} })),
    takenBack: (one: SupplierInvoice) => transact((unit) => completeCancelling(unit, attemptOf(one))),
    notTakenBack: (one: SupplierInvoice, reason: string) =>
      transact((unit) => keepSupplierInvoice(unit, attemptOf(one), { reason, facts: {} })),
    invoiceNow: async ({ id }: SupplierInvoice) =>
      must<SupplierInvoice>(await company.transact((unit) => findSupplierInvoice(unit.tx, id))),
    /** What finance was told of an invoice, oldest first. */
    told: async ({ id }: SupplierInvoice) =>
      (await company.outboxOf(id)).map(({ type, payload }) => ({
        fact: type === supplierInvoiceConfirmed.type ? 'CONFIRMED' : 'CANCELLED',
        payload: (type === supplierInvoiceConfirmed.type
          ? supplierInvoiceConfirmed
          : supplierInvoiceCancelled
        ).schema.parse(payload),
      })),
  }
}

function attemptOf({ id: supplierInvoiceId, sagaId }: SupplierInvoice) {
  return { supplierInvoiceId, sagaId: must<string>(sagaId) }
}
