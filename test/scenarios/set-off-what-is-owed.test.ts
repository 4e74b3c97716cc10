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
  readonly open: { readonly amount: string }
}
interface Settlement {
  readonly id: string
  readonly agreement?: string
  readonly voucher: {
    readonly lines: {
      readonly nodes: readonly {
        readonly account: { readonly code: string }
        readonly debit: { readonly amount: string }
        readonly credit: { readonly amount: string }
      }[]
    }
  }
}

const entriesOf = ({ voucher }: Settlement) =>
  voucher.lines.nodes
    .map(({ account, debit, credit }) =>
      Number(debit.amount) === 0 ? `Cr ${account.code} ${credit.amount}` : `Dr ${account.code} ${debit.amount}`,
    )
    .toSorted()

async function itemsOf({ accountant }: TestCompany, partyId: string): Promise<Item[]> {
  return (await accountant.ask<{ openItems: { nodes: Item[] } }>('OpenItems', { partyId })).openItems.nodes
}
const openOf = (items: readonly Item[]) => items.map(({ kind, open }) => [kind, open.amount])

/** A customer owes 1,220.40 for sixty pieces of a hundred, for which their supplier is owed 1,130.00. */
async function owedAndOwing(company: TestCompany): Promise<{ customerId: string; supplierId: string }> {
  const { buyer, storekeeper, bookkeeper, sales, biller } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 130.00']))
  await company.atRest()
  await biller.charges(await sales.delivers(await sales.promises(['60 × STEEL at 18.00'])))
  await company.atRest()
  return { customerId: await sales.customerId(), supplierId: company.supplierId }
}

scenario(
  'A customer who is a supplier too pays by what they are owed, once both agreed, and owes it again when that is undone',
  async ({ company }) => {
    const { accountant, controller } = company
    const { customerId, supplierId } = await owedAndOwing(company)
    const both = async () => [...(await itemsOf(company, customerId)), ...(await itemsOf(company, supplierId))]
    const before = await both()
    expect(openOf(before)).toEqual([
      ['RECEIVABLE', '1220.40'],
      ['PAYABLE', '1130.00'],
    ])
    const items = before.map(({ id, version }) => ({ openItemId: id, amount: '1130.00', expectedVersion: version }))
    // Rules do not do it, and people not without the agreement.
    expect(await accountant.change('AutoSettleOpenItems', { settledOn: today })).toEqual({
      more: false,
      settlements: [],
    })
    expect(await refusalOf(accountant.change('SettleOpenItems', { settledOn: today, items }))).toMatchObject({
      ...{ code: 'SETTLEMENT_MIXED', problem: 'AGREEMENT_MISSING' },
    })
    const agreement = '抵账协议 2026-07'
    const settled = await accountant.change<Settlement>('SettleOpenItems', { settledOn: today, items, agreement })
    expect(settled.agreement).toBe(agreement)
    expect(entriesOf(settled)).toEqual(['Cr 1122 1130.00', 'Dr 2202.01 1130.00'])
    expect(openOf(await both())).toEqual([['RECEIVABLE', '90.40']])

    await controller.change('UndoSettlement', { settlementId: settled.id, undoneOn: today, reason: '协议作废' })
    expect(openOf(await both())).toEqual(openOf(before))
  },
)

scenario(
  'What a customer paid without saying for what is set off against the invoice by rules, and only the rest is owed',
  async ({ company }) => {
    const { accountant, administrator, controller } = company
    const { customerId } = await owedAndOwing(company)
    const bank = await controller.change<{ id: string }>('CreateCashAccount', {
      ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
    })
    type Receipt = { readonly id: string; readonly version: number }
    const seen = ({ id, version }: Receipt) => ({ cashDocumentId: id, expectedVersion: version })
    const draft = await accountant.change<Receipt>('CreateCashDocument', {
      direction: 'RECEIPT',
      content: {
        ...{ cashAccountId: bank.id, paidOn: today, amount: '500.00' },
        ...{ partyDimension: 'CUSTOMER', partyId: customerId },
      },
    })
    const approved = await controller.change<Receipt>('ApproveCashDocument', seen(draft))
    await administrator.change('PostCashDocument', seen(approved))
    expect(openOf(await itemsOf(company, customerId)).toSorted()).toEqual([
      ['ADVANCE_RECEIVED', '500.00'],
      ['RECEIVABLE', '1220.40'],
    ])

    const asked = { settledOn: today, partyId: customerId }
    const { more, settlements } = await accountant.change<{ more: boolean; settlements: Settlement[] }>(
      'AutoSettleOpenItems',
      asked,
    )
    expect([more, settlements.map(entriesOf)]).toEqual([false, [['Cr 1122 500.00', 'Dr 2203 500.00']]])
    expect(openOf(await itemsOf(company, customerId))).toEqual([['RECEIVABLE', '720.40']])
    expect(await accountant.change('AutoSettleOpenItems', asked)).toEqual({ more: false, settlements: [] })
  },
)
