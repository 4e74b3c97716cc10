import { expect } from 'vitest'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Discounted {
  readonly openItems: { readonly nodes: readonly { readonly id: string; readonly version: number }[] }
}
interface Draft {
  readonly id: string
  readonly version: number
}
interface Posted {
  readonly voucher: {
    readonly lines: {
      readonly nodes: readonly {
        readonly account: { readonly code: string }
        readonly debit: { readonly amount: string }
        readonly credit: { readonly amount: string }
      }[]
    }
  } | null
}

const amount = (text: string) => ({ amount: text })
const name = { zh: '2/10，n/30', en: '2/10, n/30' }
const term = { code: '2-10', name, instalments: [{ days: 30 }], earlyPayment: { percent: '2', days: 10 } }

async function cashierOf({ accountant, controller, administrator: cashier }: TestCompany) {
  const bank = await controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })
  const write = (direction: string, content: object) =>
    accountant.change<Draft>('TakeDiscount', { direction, content: { cashAccountId: bank.id, ...content } })
  return {
    bank,
    write,
    async pass(draft: Draft): Promise<string[]> {
      await controller.change('ApproveCashDocument', { cashDocumentId: draft.id, expectedVersion: draft.version })
      const { voucher } = await cashier.change<Posted>('PostCashDocument', {
        ...{ cashDocumentId: draft.id, expectedVersion: draft.version + 1 },
      })
      return (voucher?.lines.nodes ?? []).map(({ account, debit, credit }) =>
        Number(debit.amount) === 0 ? `Cr ${account.code} ${credit.amount}` : `Dr ${account.code} ${debit.amount}`,
      )
    },
  }
}

scenario(
  'A customer who pays within ten days pays two percent less, and later only if that is extended',
  async ({ company }) => {
    const { accountant, buyer, storekeeper, sales, biller, controller } = company
    expect(
      await refusalOf(
        sales.change('CreateCustomerPaymentTerm', { ...term, earlyPayment: { percent: '100', days: 10 } }),
      ),
    ).toMatchObject({ code: 'INVALID_INPUT', field: 'earlyPayment.percent' })
    const agreed = await sales.change<{ id: string }>('CreateCustomerPaymentTerm', term)
    expect(agreed).toMatchObject({ earlyPayment: { percent: '2', days: 10 } })
    const partyId = await sales.customerId()
    await sales.change('ChangeCustomer', { customerId: partyId, expectedVersion: 1, paymentTermId: agreed.id })
    await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
    await company.atRest()
    const invoice = await biller.charges(await sales.delivers(await sales.promises(['60 × STEEL at 18.00'])))
    const discount = { amount: amount('24.41'), through: '2026-03-15' }
    expect(await biller.ask('InstalmentsOfSalesInvoice', { id: invoice.id })).toMatchObject({
      salesInvoice: { instalments: [{ dueOn: '2026-04-04', amount: amount('1220.40'), discount }] },
    })
    await company.atRest()
    const party = { dimension: 'CUSTOMER', partyId }
    const seen = (endsOn: string) => accountant.ask<Discounted>('DiscountsOfParty', { ...party, endsOn })
    const state = await seen(today)
    expect(state).toMatchObject({
      openItems: { nodes: [{ dueOn: '2026-04-04', open: amount('1220.40'), discount }] },
      partyStatement: {
        closing: { amount: amount('1220.40') },
        discounts: [{ amount: { amount: '24.41', currency: 'CNY' }, through: '2026-03-15' }],
      },
    })
    expect(await seen('2026-03-15')).toMatchObject({ partyStatement: { discounts: [] } })
    const [owed] = state.openItems.nodes
    const { write, pass } = await cashierOf(company)
    const content = (paidOn: string, paid: string, settled: string) => ({
      ...{ partyDimension: 'CUSTOMER', partyId, paidOn, amount: paid },
      items: [{ openItemId: owed?.id, amount: settled, takesDiscount: true }],
    })
    const early = await write('RECEIPT', content(today, '588.00', '600.00'))
    expect(early).toMatchObject({
      items: [{ amount: amount('600.00'), discount: amount('12.00'), paid: amount('588.00') }],
    })
    expect(await pass(early)).toEqual(['Dr 1002 588.00', 'Cr 1122 600.00', 'Dr 6603.05 12.00'])

    const late = content('2026-03-20', '607.99', '620.40')
    expect(await refusalOf(write('RECEIPT', late))).toMatchObject({
      ...{ code: 'DISCOUNT_NOT_TO_BE_HAD', openItemId: owed?.id, lastOn: '2026-03-15', discount: '12.41' },
    })
    const longer = { openItemId: owed?.id, expectedVersion: 2, through: '2026-03-20', reason: 'The bank was closed' }
    expect(await permissionMissingFor(accountant.change('ExtendDiscount', longer))).toBe('finance.discount.extend')
    await controller.change('ExtendDiscount', longer)
    expect(await pass(await write('RECEIPT', late))).toEqual(['Dr 1002 607.99', 'Cr 1122 620.40', 'Dr 6603.05 12.41'])
    expect(await seen('2026-03-20')).toMatchObject({ openItems: { nodes: [] } })
  },
)

scenario('A supplier is paid less by a run that pays in time', async ({ company }) => {
  const { accountant, buyer, storekeeper, bookkeeper, supplierId } = company
  const agreed = await buyer.change<{ id: string }>('CreateSupplierPaymentTerm', term)
  await buyer.change('ChangeSupplier', { supplierId, expectedVersion: 1, paymentTermId: agreed.id })
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 130.00']))
  await company.atRest()
  const { bank, write, pass } = await cashierOf(company)
  const run = (payOn: string) =>
    accountant.change('ProposeDiscountedRun', { cashAccountId: bank.id, dueOn: '2026-04-04', payOn })
  expect(await run('2026-03-15')).toEqual({
    total: amount('1107.40'),
    lines: [
      {
        items: [
          {
            ...{ amount: amount('1130.00'), discount: amount('22.60') },
            openItem: { discount: { through: '2026-03-15' } },
          },
        ],
      },
    ],
  })
  const state = await accountant.ask<Discounted>('DiscountsOfParty', {
    ...{ dimension: 'SUPPLIER', partyId: supplierId, endsOn: today },
  })
  const payment = await write('PAYMENT', {
    ...{ partyDimension: 'SUPPLIER', partyId: supplierId, paidOn: '2026-03-15', amount: '1107.40' },
    items: [{ openItemId: state.openItems.nodes[0]?.id, amount: '1130.00', takesDiscount: true }],
  })
  expect(await pass(payment)).toEqual(['Cr 1002 1107.40', 'Dr 2202.01 1130.00', 'Cr 6603.05 22.60'])
})
