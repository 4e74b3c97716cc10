import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { findLegs } from '../src/store/document-legs.ts'
import { suspendSupplierInvoice } from '../src/use-cases/end-supplier-invoice.ts'
import { noteLedgerBlocked, noteLedgerPosted, noteStockPosted } from '../src/use-cases/note-legs.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { type Company, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

/** An invoice that inventory is asked about, and what the others tell of it. */
async function confirming() {
  const company = await newCompany()
  const receipt = await company.received(await company.orders([{ quantity: '100', price: '10' }]), ['100'])
  const people = invoicing(company)
  const invoice = await people.confirmed(await people.written([charge(receipt, '100', '1030.00', '133.90')]))
  return { ...people, ...newsOf(company, invoice), company, invoice }
}

function newsOf({ companyId, transact }: Company, { id: documentId }: SupplierInvoice) {
  const source = () => ({ companyId, sourceEventId: newId(), documentType: 'SUPPLIER_INVOICE', documentId }) as const
  const voucher = (number: string) => ({
    ...{ ...source(), voucherId: newId(), voucherNumber: number, postingDate: '2026-10-25', attempts: 1 },
  })
  return {
    posts: (...numbers: string[]) => transact((unit) => noteLedgerPosted(unit, numbers.map(voucher))),
    holds: (reason: string) =>
      transact((unit) => noteLedgerBlocked(unit, [{ ...source(), reason, facts: {}, attempts: 1 }])),
    movesStock: () => transact((unit) => noteStockPosted(unit, [{ documentId } as never])),
    legs: async () =>
      (await transact((unit) => findLegs(unit.tx, [documentId]))).map(({ kind, state, reasonCode }) =>
        [kind, state, reasonCode].filter(Boolean).join(' '),
      ),
  }
}

test('the ledger is done with both vouchers, in whichever order they come', async () => {
  const { posts, movesStock, legs } = await confirming()
  expect(await legs()).toEqual(['STOCK PENDING', 'LEDGER PENDING'])
  await movesStock()
  await posts('记-2026-10-0001')
  expect(await legs()).toEqual(['STOCK POSTED', 'LEDGER PENDING'])
  await posts('记-2026-10-0002')
  expect(await legs()).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
})

test('both in one batch are two', async () => {
  const { posts, legs } = await confirming()
  await posts('记-2026-10-0001', '记-2026-10-0002')
  expect(await legs()).toEqual(['STOCK PENDING', 'LEDGER POSTED'])
})

test('while one of them is held the leg is, until both are posted', async () => {
  const { posts, holds, legs } = await confirming()
  await holds('PERIOD_CLOSED')
  await posts('记-2026-10-0001')
  expect(await legs()).toEqual(['STOCK PENDING', 'LEDGER BLOCKED PERIOD_CLOSED'])
  await posts('记-2026-10-0002')
  expect(await legs()).toEqual(['STOCK PENDING', 'LEDGER POSTED'])
})

test('an invoice that inventory leaves without an answer shows it, and goes on when the answer comes', async () => {
  const { company, invoice, borne, posts, movesStock, legs, invoiceNow } = await confirming()
  const attempt = { supplierInvoiceId: invoice.id, sagaId: must<string>(invoice.sagaId) }
  await company.transact((unit) => suspendSupplierInvoice(unit, attempt, 'NO_REPLY'))
  expect(await legs()).toEqual(['STOCK BLOCKED NO_REPLY', 'LEDGER BLOCKED NO_REPLY'])
  await borne(invoice)
  expect((await invoiceNow(invoice)).status).toBe('CONFIRMED')
  await movesStock()
  await posts('记-2026-10-0001', '记-2026-10-0002')
  expect(await legs()).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
})

test('taking it back waits for two more, or for none when inventory keeps the difference', async () => {
  const { invoice, borne, cancels, notTakenBack, takenBack, posts, movesStock, legs, invoiceNow } = await confirming()
  await borne(invoice)
  await movesStock()
  await posts('记-2026-10-0001', '记-2026-10-0002')
  const cancelling = must<SupplierInvoice>(await cancels(await invoiceNow(invoice)))
  expect(await legs()).toEqual(['STOCK POSTED', 'LEDGER PENDING'])
  await notTakenBack(cancelling, 'STOCK_USED_SINCE')
  expect(await legs()).toEqual(['STOCK POSTED', 'LEDGER POSTED'])

  const again = must<SupplierInvoice>(await cancels(await invoiceNow(invoice)))
  await posts('记-2026-10-0003')
  await takenBack(again)
  expect(await legs()).toEqual(['STOCK POSTED', 'LEDGER PENDING'])
  await posts('记-2026-10-0004')
  expect(await legs()).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
})
