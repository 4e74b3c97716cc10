import { expect } from 'vitest'
import { type CashDocument, cashierOf } from '../support/cashier.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Statement {
  readonly id: string
  readonly lines: { readonly nodes: readonly { readonly id: string; readonly amount: { readonly amount: string } }[] }
}

interface Match {
  readonly id: string
  readonly rule: string
  readonly lines: readonly { readonly amount: { readonly amount: string } }[]
  readonly entries: readonly {
    readonly amount: { readonly amount: string }
    readonly voucher: { readonly documentNumber: string }
  }[]
}

interface Reconciliation {
  readonly linesInTransit: { readonly nodes: readonly { readonly id: string; readonly open: Money }[] }
  readonly entriesInTransit: {
    readonly nodes: readonly {
      readonly lineNumber: number
      readonly documentNumber: string
      readonly open: Money
      readonly voucher: { readonly id: string }
    }[]
  }
}
interface Money {
  readonly amount: string
}

const money = (amount: string): Money => ({ amount })

/** What a customer owes for 60 × STEEL at 18.00 comes in, a supplier's 1,130.00 go out, and 50.00 are drawn for the cash box. */
async function monthOf(company: TestCompany) {
  const { accountant, controller, administrator, buyer, storekeeper, bookkeeper, sales, biller } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
  await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 130.00']))
  await biller.charges(await sales.delivers(await sales.promises(['60 × STEEL at 18.00'])))
  await company.atRest()
  const { bank, pass } = await cashierOf(company)
  const received = await pass('RECEIPT', {
    ...{ partyDimension: 'CUSTOMER', partyId: await sales.customerId(), amount: '1220.40', reference: '20260305001' },
  })
  const supplier = { partyDimension: 'SUPPLIER', partyId: company.supplierId }
  const paid = await pass('PAYMENT', { ...supplier, amount: '1130.00', fee: '5.00' })
  const box = await controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'BOX', name: { zh: '库存现金', en: 'Cash box' }, accountCode: '1001' },
  })
  const draft = await accountant.change<CashDocument>('CreateCashTransfer', {
    ...{ fromAccountId: bank.id, toAccountId: box.id, movedOn: today, amount: '50.00' },
  })
  const seen = ({ id, version }: CashDocument) => ({ cashTransferId: id, expectedVersion: version })
  const approved = await controller.change<CashDocument>('ApproveCashTransfer', seen(draft))
  expect(await refusalOf(controller.change('PostCashTransfer', seen(approved)))).toMatchObject({
    code: 'CASH_POSTER_APPROVED',
  })
  const drawn = await administrator.change<CashDocument>('PostCashTransfer', seen(approved))
  return { bank, box, received, paid, drawn }
}

scenario(
  'What the bank says and what the books say differ by what only one of them has, and by nothing else',
  async ({ company }) => {
    const { accountant } = company
    const { bank, box, received, paid, drawn } = await monthOf(company)
    expect(drawn).toMatchObject({
      ...{ number: 'TR-2026-000001', status: 'POSTED' },
      voucher: {
        lines: {
          nodes: [
            { account: { code: '1002' }, credit: money('50.00') },
            { account: { code: '1001' }, debit: money('50.00') },
          ],
        },
      },
    })
    const days = { beginsOn: today, endsOn: today }
    expect(await accountant.ask('CashJournal', { cashAccountId: box.id, ...days })).toMatchObject({
      cashJournal: { closing: money('50.00') },
    })

    const layout = { dayForm: 'YYYY_MM_DD_DASHED', dayColumn: '日期', amountColumn: '金额', balanceColumn: '余额' }
    await accountant.change('SetBankLayout', {
      ...{ cashAccountId: bank.id, expectedVersion: 0, ...layout, referenceColumn: '流水号', partyNameColumn: '户名' },
    })
    const rows = [
      '日期,金额,余额,流水号,户名',
      `${today},1220.40,1220.40,20260305001,远方家居`,
      `${today},-1130.00,90.40,20260305002,宝钢`,
      `${today},-5.00,85.40,20260305003,`,
      `${today},1.20,86.60,20260305004,`,
    ]
    const file = { cashAccountId: bank.id, fileName: '三月.csv', content: rows.join('\n') }
    const uneven = { ...file, content: rows.join('\n').replace('86.60', '86.50') }
    expect(await refusalOf(accountant.change('ImportBankStatement', uneven))).toMatchObject({
      code: 'IMPORT_REJECTED',
    })
    const statement = await accountant.change<Statement>('ImportBankStatement', file)
    expect(statement).toMatchObject({ lineCount: 4, opening: money('0.00'), closing: money('86.60') })
    expect(await refusalOf(accountant.change('ImportBankStatement', file))).toMatchObject({ code: 'IMPORTED_BEFORE' })

    const { matches } = await accountant.change<{ matches: { nodes: readonly Match[] } }>('AutoMatchBankLines', {
      cashAccountId: bank.id,
    })
    expect(matches.nodes).toMatchObject([
      {
        ...{ rule: 'REFERENCE', lines: [{ amount: money('1220.40') }] },
        entries: [{ amount: money('1220.40'), voucher: { documentNumber: received.number } }],
      },
    ])

    const reconciled = async () => {
      const asked = { cashAccountId: bank.id, asOf: today }
      return (await accountant.ask<{ bankReconciliation: Reconciliation }>('BankReconciliation', asked))
        .bankReconciliation
    }
    const before = await reconciled()
    expect(before).toMatchObject({
      ...{ covered: true, bankBalance: money('86.60'), bookBalance: money('35.40'), difference: money('0.00') },
      ...{ onlyBooksReceived: money('0.00'), onlyBooksPaid: money('1185.00'), adjustedBankBalance: money('-1098.40') },
      ...{ onlyBankReceived: money('1.20'), onlyBankPaid: money('1135.00'), adjustedBookBalance: money('-1098.40') },
    })
    const [, forGoods, forFee] = statement.lines.nodes
    const payment = before.entriesInTransit.nodes.find(({ documentNumber }) => documentNumber === paid.number)
    expect(payment?.open).toEqual(money('-1135.00'))
    const entry = { voucherId: payment?.voucher.id, lineNumber: payment?.lineNumber }
    const match = (lines: readonly object[], entries: readonly object[]) =>
      accountant.change<{ id: string }>('MatchBankLines', { cashAccountId: bank.id, lines, entries })
    expect(await refusalOf(match([{ bankLineId: forGoods?.id }], [entry]))).toMatchObject({
      code: 'BANK_MATCH_UNEVEN',
    })
    const partly = await match([{ bankLineId: forGoods?.id }], [{ ...entry, amount: '1130.00' }])
    expect(await reconciled()).toMatchObject({ onlyBooksPaid: money('55.00'), onlyBankPaid: money('5.00') })
    await accountant.change('UndoBankMatch', { bankMatchId: partly.id, reason: '手续费同属一笔付款' })
    expect(await reconciled()).toEqual(before)

    await match([{ bankLineId: forGoods?.id }, { bankLineId: forFee?.id }], [entry])
    expect(await reconciled()).toMatchObject({
      ...{ bankBalance: money('86.60'), onlyBooksPaid: money('50.00'), adjustedBankBalance: money('36.60') },
      ...{ bookBalance: money('35.40'), onlyBankReceived: money('1.20'), adjustedBookBalance: money('36.60') },
      ...{ onlyBooksReceived: money('0.00'), onlyBankPaid: money('0.00'), difference: money('0.00') },
      linesInTransit: { nodes: [{ open: money('1.20') }] },
      entriesInTransit: { nodes: [{ documentNumber: drawn.number, open: money('-50.00') }] },
    })
  },
)

scenario('Who does not pay is asked the more often the later they are, until they do', async ({ company }) => {
  const { accountant, buyer, storekeeper, sales, biller } = company
  await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
  await company.atRest()
  const order = await sales.promises(['60 × STEEL at 18.00'])
  await biller.charges(await sales.delivers(order, ['50 × STEEL']))
  await biller.charges(await sales.delivers(order, ['10 × STEEL']))
  await company.atRest()
  const late = async (asOf: string, levelDays?: readonly number[]) =>
    (await accountant.ask<{ dunningList: { nodes: readonly object[] } }>('DunningList', { asOf, levelDays }))
      .dunningList.nodes
  const partyId = await sales.customerId()
  const all = {
    ...{ party: { valueId: partyId, customer: { name: { en: 'Yuanfang Home' } } }, oldestDueOn: '2026-04-04' },
    ...{ overdue: money('1220.40'), total: money('1220.40'), itemCount: 2 },
  }
  expect(await late('2026-04-04')).toEqual([])
  expect(await late('2026-04-05')).toEqual([{ ...all, daysLate: 1, level: 1 }])
  expect(await late('2026-04-19')).toEqual([{ ...all, daysLate: 15, level: 2 }])
  expect(await late('2026-04-19', [5, 10, 15])).toEqual([{ ...all, daysLate: 15, level: 3 }])

  const { pass, itemsOf } = await cashierOf(company)
  const customer = { partyDimension: 'CUSTOMER', partyId }
  const [first] = (await itemsOf(partyId)).filter(({ open }) => open.amount === '1017.00')
  await pass('RECEIPT', { ...customer, amount: '1017.00', items: [{ openItemId: first?.id, amount: '1017.00' }] })
  const left = { ...all, overdue: money('203.40'), total: money('203.40'), itemCount: 1 }
  expect(await late('2026-04-19')).toEqual([{ ...left, daysLate: 15, level: 2 }])
  const [rest] = await itemsOf(partyId)
  await pass('RECEIPT', { ...customer, amount: '203.40', items: [{ openItemId: rest?.id, amount: '203.40' }] })
  expect(await late('2026-04-19')).toEqual([])
})
