import { expect } from 'vitest'
import { billerOf } from '../support/billing.ts'
import { cashierOf } from '../support/cashier.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'
import { transfer } from '../support/voucher-files.ts'

const scenario = await useScenarios()

interface Statement {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
}

const march = { firstBeginsOn: '2026-03-01', endsOn: '2026-03-31' }
const april = { ...march, endsOn: '2026-04-30' }
const seen = ({ id, version }: Statement) => ({ statementOfAccountId: id, expectedVersion: version })
const balance = (side: string, amount: string) => ({ side, amount: { amount } })
const debit = (documentNumber: string, amount: string) => ({
  ...{ documentNumber, debit: { amount }, credit: { amount: '0.00' } },
})
const credit = (documentNumber: string, amount: string) => ({
  ...{ documentNumber, debit: { amount: '0.00' }, credit: { amount } },
})

/** What the accountant issues and sends, and which parties are left to state. */
function statingOf({ accountant }: TestCompany) {
  const issues = async (party: string, days: typeof march, partyIds?: readonly string[]) => {
    const asked = { party, ...days, ...(partyIds && { partyIds }) }
    const [statement] = await accountant.change<Statement[]>('IssueStatementsOfAccount', asked)
    if (!statement) throw new Error('No statement was due')
    return statement
  }
  const sends = (statement: Statement) =>
    accountant.change<Statement>('SendStatementOfAccount', { ...seen(statement), sentOn: today, sentTo: '财务部' })
  const due = async (party: string, days: typeof march) => {
    type Due = { readonly statementsOfAccountDue: { readonly nodes: readonly object[] } }
    return (await accountant.ask<Due>('StatementsOfAccountDue', { party, ...days })).statementsOfAccountDue.nodes
  }
  return { issues, sends, due }
}

scenario(
  'A customer disputes one of two invoices; the next statement shows what was credited since',
  async ({ company, system }) => {
    const { accountant, controller, auditor, buyer, storekeeper, sales, biller } = company
    await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
    await company.atRest()
    const order = await sales.promises(['60 × STEEL at 18.00'])
    const first = await biller.charges(await sales.delivers(order, ['40 × STEEL']))
    const second = await biller.charges(await sales.delivers(order, ['20 × STEEL']))
    const customerId = await sales.customerId()
    await company.atRest()
    const { pass, itemsOf } = await cashierOf(company)
    const owed = (await itemsOf(customerId)).find(({ open }) => open.amount === '813.60')
    const receipt = await pass('RECEIPT', {
      ...{ partyDimension: 'CUSTOMER', partyId: customerId, amount: '500.00' },
      items: [{ openItemId: owed?.id, amount: '500.00' }],
    })

    const { issues, sends, due } = statingOf(company)
    const ofCustomer = { party: { valueId: customerId, customer: { code: 'YUANFANG' } } }
    expect(await due('CUSTOMER', march)).toEqual([{ ...ofCustomer, last: null, balance: balance('DEBIT', '720.40') }])
    expect(
      await permissionMissingFor(controller.change('IssueStatementsOfAccount', { party: 'CUSTOMER', ...march })),
    ).toBe('finance.statementOfAccount.issue')
    const issued = await issues('CUSTOMER', march)
    expect(issued).toMatchObject({
      ...{ number: 'SA-2026-000001', status: 'ISSUED', beginsOn: '2026-03-01', endsOn: '2026-03-31', previous: null },
      ...{ opening: balance('EVEN', '0.00'), closing: balance('DEBIT', '720.40') },
      turnover: { debit: { amount: '1220.40' }, credit: { amount: '500.00' } },
      entries: {
        nodes: [
          { ...debit(first.number, '813.60'), balance: balance('DEBIT', '813.60') },
          { ...debit(second.number, '406.80'), balance: balance('DEBIT', '1220.40') },
          { ...credit(receipt.number, '500.00'), balance: balance('DEBIT', '720.40') },
        ],
      },
    })
    expect(await due('CUSTOMER', march)).toEqual([])

    const sent = await sends(issued)
    const disputed = await accountant.change<Statement>('DisputeStatementOfAccount', {
      ...{ ...seen(sent), disputedOn: today, disputedBy: '李会计', reference: '函 12', reason: '单价不符' },
      ...{ statedBalance: '607.40', documents: [{ documentNumber: second.number, statedAmount: '293.80' }] },
    })
    expect(disputed).toMatchObject({
      status: 'DISPUTED',
      answer: {
        ...{ by: '李会计', reference: '函 12', reason: '单价不符' },
        ...{ statedBalance: { amount: '607.40' }, difference: { amount: '113.00' } },
        documents: [
          { documentNumber: second.number, ownAmount: { amount: '406.80' }, statedAmount: { amount: '293.80' } },
        ],
      },
    })
    expect(await auditor.ask('StatementsOfAccount', { statuses: ['DISPUTED'] })).toMatchObject({
      statementsOfAccount: { nodes: [{ id: issued.id, status: 'DISPUTED' }] },
    })
    const clearedUp = { ...seen(disputed), reason: '按约定单价开具红字发票' }
    expect(await permissionMissingFor(accountant.change('ResolveStatementOfAccount', clearedUp))).toBe(
      'finance.statementOfAccount.resolve',
    )
    expect(await controller.change('ResolveStatementOfAccount', clearedUp)).toMatchObject({
      ...{ status: 'RESOLVED', ended: { reason: '按约定单价开具红字发票' } },
    })

    const creditNote = await billerOf(company.controller).credits(await biller.lowers(second, ['100.00']))
    await company.atRest()
    const joined = await issues('CUSTOMER', april)
    expect(joined).toMatchObject({
      ...{ beginsOn: '2026-04-01', previous: { number: issued.number }, backdated: { amount: '-113.00' } },
      ...{ opening: balance('DEBIT', '607.40'), closing: balance('DEBIT', '607.40'), entries: { nodes: [] } },
      backdatedEntries: { nodes: [{ documentNumber: creditNote.number }] },
    })
    const { statementOfAccount } = await accountant.ask<{
      statementOfAccount: { file: { name: string; url: string } }
    }>('StatementOfAccount', { id: joined.id })
    expect(statementOfAccount.file.name).toBe('SA-2026-000002.csv')
    const { bytes, headers } = await transfer(system.gatewayUrl, statementOfAccount.file.url)
    expect(headers.get('content-type')).toContain('text/csv')
    const withoutSummary = bytes.toString().replace(new RegExp(`(${today},[^,]+),.*,-113`), '$1,…,-113')
    expect(withoutSummary.split('\r\n')).toEqual([
      '\uFEFFstatement,day,document,summary,debit,credit,balance,currency,foreign amount,foreign currency',
      'SA-2026-000002,2026-04-01,,上期期末余额 Closing of the statement before,,,720.40,CNY,,',
      `SA-2026-000002,${today},${creditNote.number},…,-113.00,0.00,607.40,CNY,,`,
      'SA-2026-000002,2026-04-01,,期初余额 Opening,,,607.40,CNY,,',
      ...['SA-2026-000002,2026-04-30,,期末余额 Closing,,,607.40,CNY,,', ''],
    ])
    const confirmed = await accountant.change('ConfirmStatementOfAccount', {
      ...{ ...seen(await sends(joined)), confirmedOn: today, confirmedBy: '李会计' },
    })
    expect(confirmed).toMatchObject({ status: 'CONFIRMED', answer: { on: today, by: '李会计', difference: null } })
    expect(await accountant.ask('StatementOfAccount', { id: issued.id })).toMatchObject({
      statementOfAccount: { status: 'RESOLVED', closing: balance('DEBIT', '720.40'), entries: { nodes: [{}, {}, {}] } },
    })
  },
)

scenario(
  'A supplier confirms what it was paid, and is owed nothing that would be stated again',
  async ({ company }) => {
    const { accountant, buyer, storekeeper, bookkeeper, supplierId } = company
    const receipt = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
    const invoice = await bookkeeper.matches(
      await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 130.00']),
    )
    await company.atRest()
    const { pass, itemsOf } = await cashierOf(company)
    const [owed] = await itemsOf(supplierId)
    const paid = await pass('PAYMENT', {
      ...{ partyDimension: 'SUPPLIER', partyId: supplierId, amount: '1130.00' },
      items: [{ openItemId: owed?.id, amount: '1130.00' }],
    })

    const { issues, sends, due } = statingOf(company)
    const issued = await issues('SUPPLIER', march, [supplierId])
    expect(issued).toMatchObject({
      ...{ opening: balance('EVEN', '0.00'), closing: balance('EVEN', '0.00') },
      entries: {
        nodes: [
          { ...credit(invoice.number, '1130.00'), balance: balance('CREDIT', '1130.00') },
          { ...debit(paid.number, '1130.00'), balance: balance('EVEN', '0.00') },
        ],
      },
    })
    const before = await company.everything()
    const again = accountant.change('IssueStatementsOfAccount', { party: 'SUPPLIER', ...march, partyIds: [supplierId] })
    expect(await refusalOf(again)).toMatchObject({
      ...{ code: 'STATEMENT_OF_ACCOUNT_NOT_DUE', partyId: supplierId, lastEndsOn: '2026-03-31' },
    })
    expect(await company.everything()).toEqual(before)
    const sent = await sends(issued)
    expect(
      await accountant.change('ConfirmStatementOfAccount', {
        ...{ ...seen(sent), confirmedOn: today, confirmedBy: '陈经理', reference: '盖章回函' },
      }),
    ).toMatchObject({ status: 'CONFIRMED', answer: { by: '陈经理', reference: '盖章回函', statedBalance: null } })
    const late = { statementOfAccountId: issued.id, expectedVersion: 3, reason: '金额有误' }
    expect(await refusalOf(accountant.change('WithdrawStatementOfAccount', late))).toMatchObject({
      ...{ code: 'STATEMENT_OF_ACCOUNT_NOT_READY', status: 'CONFIRMED' },
    })
    expect(await due('SUPPLIER', april)).toEqual([])
  },
)
