import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Figure {
  readonly key: string
  readonly closing: { readonly amount: string } | null
}
interface Statements {
  readonly balanceSheet: {
    readonly difference: { readonly amount: string }
    readonly outsideAccountCodes: readonly string[]
    readonly rows: readonly Figure[]
  }
  readonly incomeStatement: { readonly margins: { readonly period: object } }
  readonly cashFlowStatement: { readonly unassigned: { readonly amount: string } }
}

scenario(
  'What was received stands in the balance sheet, told apart by supplier down to the voucher',
  async ({ company }) => {
    const { buyer, storekeeper, accountant } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const receipt = await storekeeper.receives(order, ['60 × STEEL'])
    await buyer.sendsBack(await buyer.returns(receipt, ['10 × STEEL']))

    const statements = await accountant.ask<Statements>('FinancialStatements', { period: '2026-03', on: '2026-03-31' })
    const { balanceSheet, incomeStatement, cashFlowStatement } = statements
    const shown = balanceSheet.rows.flatMap(({ key, closing }) =>
      closing && closing.amount !== '0.00' ? [[key, closing.amount]] : [],
    )
    expect(Object.fromEntries(shown)).toEqual({
      INVENTORIES: '500.00',
      TOTAL_CURRENT_ASSETS: '500.00',
      TOTAL_ASSETS: '500.00',
      ACCOUNTS_PAYABLE: '500.00',
      TOTAL_CURRENT_LIABILITIES: '500.00',
      TOTAL_LIABILITIES: '500.00',
      TOTAL_LIABILITIES_AND_EQUITY: '500.00',
    })
    expect(balanceSheet).toMatchObject({ difference: { amount: '0.00' }, outsideAccountCodes: [] })
    expect(incomeStatement.margins.period).toEqual({ grossMargin: null, netMargin: null })
    expect(cashFlowStatement.unassigned).toEqual({ amount: '0.00' })

    const bySupplier = { accountCode: '2202', by: ['SUPPLIER'], period: '2026-03' }
    const { auxiliaryBalances } = await accountant.ask<Record<string, unknown>>('AuxiliaryBalances', bySupplier)
    expect(auxiliaryBalances).toEqual({
      nodes: [
        {
          values: [{ dimension: 'SUPPLIER', valueId: expect.any(String), supplier: { name: { zh: '宝钢' } } }],
          opening: { side: 'EVEN', amount: { amount: '0.00' } },
          turnover: { debit: { amount: '100.00' }, credit: { amount: '600.00' } },
          closing: { side: 'CREDIT', amount: { amount: '500.00' } },
          ledger: {
            entries: {
              nodes: [
                { line: { voucher: { number: '记-2026-03-0001' } } },
                { line: { voucher: { number: '记-2026-03-0002' } } },
              ],
            },
          },
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
    })
  },
)
