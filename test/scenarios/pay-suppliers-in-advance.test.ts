import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Voucher {
  readonly lines: {
    readonly nodes: readonly {
      readonly account: { readonly code: string }
      readonly debit: { readonly amount: string }
      readonly credit: { readonly amount: string }
    }[]
  }
}
type CashDocument = { readonly id: string; readonly version: number; readonly voucher: Voucher | null }
type Item = {
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly open: { readonly amount: string }
}

function entriesOf(voucher: Voucher | null): string[] {
  return (voucher?.lines.nodes ?? [])
    .map(({ account, debit, credit }) =>
      Number(debit.amount) === 0 ? `Cr ${account.code} ${credit.amount}` : `Dr ${account.code} ${debit.amount}`,
    )
    .toSorted()
}

/** Pays the supplier from the bank, for items or in advance. */
async function paying({ accountant, controller, administrator: cashier, supplierId: partyId }: TestCompany) {
  const bank = await controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })
  return async (content: object) => {
    const draft = await accountant.change<CashDocument>('CreateCashDocument', {
      direction: 'PAYMENT',
      content: { cashAccountId: bank.id, paidOn: today, partyDimension: 'SUPPLIER', partyId, ...content },
    })
    const named = ({ id, version }: CashDocument) => ({ cashDocumentId: id, expectedVersion: version })
    const approved = await controller.change<CashDocument>('ApproveCashDocument', named(draft))
    return entriesOf((await cashier.change<CashDocument>('PostCashDocument', named(approved))).voucher)
  }
}

async function itemsOf({ accountant, supplierId: partyId }: TestCompany): Promise<Item[]> {
  const { openItems } = await accountant.ask<{ openItems: { nodes: Item[] } }>('OpenItems', { partyId })
  return openItems.nodes.toSorted((left, right) => (left.kind < right.kind ? -1 : 1))
}

scenario('What was paid in advance goes off the invoice, and only the rest is paid', async ({ company }) => {
  const { accountant, buyer, storekeeper, bookkeeper } = company
  const pay = await paying(company)
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  await company.atRest()
  expect(await pay({ amount: '500.00' })).toEqual(['Cr 1002 500.00', 'Dr 1123 500.00'])

  const receipt = await storekeeper.receives(order, ['100 × STEEL'])
  await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 130.00']))
  await company.atRest()
  const items = await itemsOf(company)
  expect(items.map(({ kind, open }) => [kind, open.amount])).toEqual([
    ['ADVANCE_PAID', '500.00'],
    ['PAYABLE', '1130.00'],
  ])
  const offset = (amount: string) => ({
    settledOn: today,
    items: items.map(({ id, version }) => ({ openItemId: id, amount, expectedVersion: version })),
  })
  const before = await company.everything()
  expect(await refusalOf(accountant.change('SettleOpenItems', offset('500.01')))).toMatchObject({
    code: 'OPEN_AMOUNT_EXCEEDED',
  })
  expect(await company.everything()).toEqual(before)
  const settlement = await accountant.change<{ voucher: Voucher }>('SettleOpenItems', offset('500.00'))
  expect(entriesOf(settlement.voucher)).toEqual(['Cr 1123 500.00', 'Dr 2202.01 500.00'])

  const [left, none] = await itemsOf(company)
  expect([left?.kind, left?.open.amount, none]).toEqual(['PAYABLE', '630.00', undefined])
  const rest = { amount: '630.00', items: [{ openItemId: left?.id, amount: '630.00' }] }
  expect(await pay(rest)).toEqual(['Cr 1002 630.00', 'Dr 2202.01 630.00'])
  expect(await itemsOf(company)).toEqual([])
})
