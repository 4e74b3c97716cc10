import { lastDayOf, type Period } from '@erp/values'
import { expect } from 'vitest'
import { type CashDocument, type CashVoucher, cashierOf } from '../support/cashier.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { period, today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

function entriesOf(voucher: CashVoucher | null): string[] {
  return (voucher?.lines.nodes ?? []).map(({ account, debit, credit }) =>
    Number(debit.amount) === 0 ? `Cr ${account.code} ${credit.amount}` : `Dr ${account.code} ${debit.amount}`,
  )
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
    const settlement = await accountant.change<{ voucher: CashVoucher }>('SettleOpenItems', settling)
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
  const { accountant, buyer, storekeeper, bookkeeper, controller, administrator } = company
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
    code: 'CASH_POSTER_APPROVED',
  })
  expect(await refusalOf(administrator.change('PostCashDocument', named(approved)))).toMatchObject({
    code: 'OPEN_AMOUNT_EXCEEDED',
  })
  const reversed = await controller.change<CashDocument>('ReverseCashDocument', {
    ...{ ...named(paid), reversedOn: today, reason: 'Returned by the bank' },
  })
  expect(reversed).toMatchObject({ status: 'REVERSED' })
  expect(await itemsOf(partyId)).toMatchObject([{ kind: 'PAYABLE', open: { amount: '1130.00' } }])
  expect(await isPaid()).toEqual(paidAs('supplierInvoice', 'OVERDUE', '1130.00'))
})

scenario(
  'A supplier who charged USD is paid in EUR, and the books lose what the rates differ by',
  async ({ company }) => {
    const { buyer, storekeeper, bookkeeper, controller, accountant } = company
    const { taxCodes } = await buyer.ask<{ taxCodes: { nodes: { id: string; ratePercent: string }[] } }>('TaxCodes')
    const taxCodeId = taxCodes.nodes.find(({ ratePercent }) => Number(ratePercent) === 0)?.id ?? ''
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'], { currency: 'USD', taxCodeId })
    const receipt = await storekeeper.receives(order, ['100 × STEEL'], { rate: '7.10' })
    const usd = { currency: 'USD', exchangeRate: '7.10' }
    await bookkeeper.matches(
      await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 0.00'], undefined, usd),
    )
    await company.atRest()
    const paidOn = lastDayOf(period as Period)
    const closing = { foreignCurrency: 'USD', rateType: 'CLOSING', effectiveOn: paidOn, rate: '7.05' }
    await controller.change('SetExchangeRate', closing)
    await controller.closes('2026-02')
    const revalued = await controller.change<{ voucher: CashVoucher }>('RunClosingStep', {
      period,
      step: 'FX_REVALUATION',
    })
    expect(entriesOf(revalued.voucher).toSorted()).toEqual(['Cr 6603.03 50.00', 'Dr 2202.01 50.00'])

    const { bank, write, pass, itemsOf } = await cashierOf(company, 'EUR')
    const partyId = company.supplierId
    const [owed] = await itemsOf(partyId)
    expect(owed).toMatchObject({ kind: 'PAYABLE', open: { amount: '1000.00' }, carrying: { amount: '7050.00' } })
    const paying = (amount: string, paidAmount: string | null, exchangeRate: string | null = '7.80') => ({
      ...{ cashAccountId: bank.id, partyDimension: 'SUPPLIER', partyId, paidOn, exchangeRate },
      ...{ amount: paidAmount ?? amount, items: [{ openItemId: owed?.id, amount, paidAmount }] },
    })
    const before = await company.everything()
    expect(await refusalOf(write('PAYMENT', paying('1000.00', null)))).toMatchObject({
      ...{ code: 'INVALID_INPUT', message: expect.stringContaining('paidAmount') },
    })
    expect(await refusalOf(write('PAYMENT', paying('1000.00', '920.00', null)))).toMatchObject({
      code: 'SPOT_RATE_MISSING',
    })
    expect(await company.everything()).toEqual(before)

    const first = await pass('PAYMENT', paying('400.00', '368.00'))
    expect(entriesOf(first.voucher)).toEqual(['Cr 1002 2870.40', 'Dr 2202.01 2820.00', 'Dr 6603.03 50.40'])
    expect(await accountant.ask('ItemsOfCashDocument', { id: first.id })).toMatchObject({
      cashDocument: {
        exchangeRate: '7.8',
        items: [
          {
            amount: { amount: '400.00', currency: 'USD' },
            paid: { amount: '368.00', currency: 'EUR' },
            bankRate: '0.92',
          },
        ],
      },
    })
    const rest = await pass('PAYMENT', paying('600.00', '552.00'))
    expect(entriesOf(rest.voucher)).toEqual(['Cr 1002 4305.60', 'Dr 2202.01 4230.00', 'Dr 6603.03 75.60'])
    expect(await itemsOf(partyId)).toEqual([])

    await controller.change('ReverseCashDocument', {
      ...{
        cashDocumentId: first.id,
        expectedVersion: first.version,
        reversedOn: paidOn,
        reason: 'Returned by the bank',
      },
    })
    expect(await itemsOf(partyId)).toMatchObject([{ open: { amount: '400.00' }, carrying: { amount: '2820.00' } }])
  },
)

function paidAs(document: string, paymentStatus: string, amount: string) {
  return { [document]: { status: 'CONFIRMED', paymentStatus, openAmount: { amount, currency: 'CNY' } } }
}
