import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Item {
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly dueOn: string
  readonly open: { readonly amount: string }
}

interface CashDocument {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly voucher: Voucher | null
}

interface Voucher {
  readonly lines: {
    readonly nodes: readonly {
      readonly account: { readonly code: string }
      readonly debit: { readonly amount: string }
      readonly credit: { readonly amount: string }
    }[]
  }
}

function entriesOf(voucher: Voucher | null): string[] {
  return (voucher?.lines.nodes ?? []).map(({ account, debit, credit }) =>
    Number(debit.amount) === 0 ? `Cr ${account.code} ${credit.amount}` : `Dr ${account.code} ${debit.amount}`,
  )
}

/** What accountants write, controllers approve and post. */
async function cashierOf({ accountant, controller }: TestCompany) {
  const bank = await controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })
  const write = (direction: string, content: object) =>
    accountant.change<CashDocument>('CreateCashDocument', {
      ...{ direction, content: { cashAccountId: bank.id, paidOn: today, ...content } },
    })
  const named = ({ id, version }: CashDocument) => ({ cashDocumentId: id, expectedVersion: version })
  const pass = async (direction: string, content: object) => {
    const draft = await write(direction, content)
    const approved = await controller.change<CashDocument>('ApproveCashDocument', named(draft))
    return controller.change<CashDocument>('PostCashDocument', named(approved))
  }
  const itemsOf = async (partyId: string) =>
    (await accountant.ask<{ openItems: { nodes: Item[] } }>('OpenItems', { partyId })).openItems.nodes
  return { bank, write, named, pass, itemsOf }
}

scenario(
  'An advance goes off the invoice, the rest is received, and the customer owes nothing any more',
  async ({ company }) => {
    const { accountant, buyer, storekeeper, sales, biller } = company
    await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
    await company.atRest()
    const partyId = await sales.customerId()
    const customer = { partyDimension: 'CUSTOMER', partyId }
    const { bank, pass, itemsOf } = await cashierOf(company)
    const advance = await pass('RECEIPT', { ...customer, amount: '500.00' })
    expect(entriesOf(advance.voucher)).toEqual(['Dr 1002 500.00', 'Cr 2203 500.00'])

    const invoice = await biller.charges(await sales.delivers(await sales.promises(['60 × STEEL at 18.00'])))
    expect(await company.entriesOf(invoice)).toEqual([['Dr 1122 1220.40', 'Cr 6001 1080.00', 'Cr 2221.01.02 140.40']])
    const isPaid = () => accountant.ask('PaymentStatusOfSalesInvoice', { id: invoice.id })
    expect(await isPaid()).toEqual(paidAs('salesInvoice', 'OVERDUE', '1220.40'))
    const items = await itemsOf(partyId)
    expect(items.map(({ kind, open }) => [kind, open.amount]).toSorted()).toEqual([
      ['ADVANCE_RECEIVED', '500.00'],
      ['RECEIVABLE', '1220.40'],
    ])
    const settling = {
      settledOn: today,
      items: items.map(({ id, version }) => ({ openItemId: id, amount: '500.00', expectedVersion: version })),
    }
    const settlement = await accountant.change<{ voucher: Voucher }>('SettleOpenItems', settling)
    expect(entriesOf(settlement.voucher).toSorted()).toEqual(['Cr 1122 500.00', 'Dr 2203 500.00'])
    expect(await refusalOf(accountant.change('SettleOpenItems', settling))).toMatchObject({ code: 'OPEN_ITEM_CHANGED' })

    expect(await isPaid()).toEqual(paidAs('salesInvoice', 'OVERDUE', '720.40'))
    const [left] = await itemsOf(partyId)
    expect(left).toMatchObject({ kind: 'RECEIVABLE', open: { amount: '720.40' } })
    const rest = await pass('RECEIPT', {
      ...{ ...customer, amount: '720.40', items: [{ openItemId: left?.id, amount: '720.40' }] },
    })
    expect(entriesOf(rest.voucher)).toEqual(['Dr 1002 720.40', 'Cr 1122 720.40'])
    expect(await itemsOf(partyId)).toEqual([])
    expect(await isPaid()).toEqual(paidAs('salesInvoice', 'COMPLETE', '0.00'))
    const days = { beginsOn: today, endsOn: today }
    expect(await accountant.ask('PartyStatement', { dimension: 'CUSTOMER', partyId, ...days })).toMatchObject({
      partyStatement: { closing: { side: 'EVEN', amount: { amount: '0.00' } } },
    })
    expect(await accountant.ask('CashJournal', { cashAccountId: bank.id, ...days })).toMatchObject({
      cashJournal: {
        ...{ opening: { amount: '0.00' }, received: { amount: '1220.40' }, paid: { amount: '0.00' } },
        closing: { amount: '1220.40' },
        entries: { nodes: [{ balance: { amount: '500.00' } }, { balance: { amount: '1220.40' } }] },
      },
    })
  },
)

scenario('A supplier is paid what the invoice says, once, and the bank takes its fee', async ({ company }) => {
  const { accountant, buyer, storekeeper, bookkeeper, controller } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  const draft = await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 130.00'])
  const isPaid = () => accountant.ask('PaymentStatusOfSupplierInvoice', { id: draft.id })
  expect(await isPaid()).toEqual({
    supplierInvoice: { status: 'DRAFT', paymentStatus: 'NOT_POSTED', openAmount: null },
  })
  await bookkeeper.matches(draft)
  await company.atRest()
  expect(await isPaid()).toEqual(paidAs('supplierInvoice', 'OVERDUE', '1130.00'))
  const { write, named, pass, itemsOf } = await cashierOf(company)
  const partyId = company.supplierId
  const [owed] = await itemsOf(partyId)
  expect(owed).toMatchObject({ kind: 'PAYABLE', open: { amount: '1130.00' } })
  const content = {
    ...{ partyDimension: 'SUPPLIER', partyId, amount: '1130.00', fee: '5.00' },
    items: [{ openItemId: owed?.id, amount: '1130.00' }],
  }
  const twice = await write('PAYMENT', content)
  await expect(accountant.change('PostCashDocument', named(twice))).rejects.toThrow('FORBIDDEN finance.cash.post')
  const paid = await pass('PAYMENT', content)
  expect(entriesOf(paid.voucher)).toEqual(['Cr 1002 1135.00', 'Dr 6603.04 5.00', 'Dr 2202.01 1130.00'])
  expect(await itemsOf(partyId)).toEqual([])
  expect(await isPaid()).toEqual(paidAs('supplierInvoice', 'COMPLETE', '0.00'))

  const approved = await controller.change<CashDocument>('ApproveCashDocument', named(twice))
  expect(await refusalOf(controller.change('PostCashDocument', named(approved)))).toMatchObject({
    code: 'OPEN_AMOUNT_EXCEEDED',
  })
  const reversed = await controller.change<CashDocument>('ReverseCashDocument', {
    ...{ ...named(paid), reversedOn: today, reason: 'Returned by the bank' },
  })
  expect(reversed).toMatchObject({ status: 'REVERSED' })
  expect(await itemsOf(partyId)).toMatchObject([{ kind: 'PAYABLE', open: { amount: '1130.00' } }])
  expect(await isPaid()).toEqual(paidAs('supplierInvoice', 'OVERDUE', '1130.00'))
})

function paidAs(document: string, paymentStatus: string, amount: string) {
  return { [document]: { status: 'CONFIRMED', paymentStatus, openAmount: { amount, currency: 'CNY' } } }
}
