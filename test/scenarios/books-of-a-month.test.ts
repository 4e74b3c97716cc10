import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'
import { period } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario('Vouchers, trial balance and account ledgers tell the same story', async ({ company }) => {
  const { buyer, storekeeper, accountant } = company
  await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'], { on: '2026-02-27' })
  const second = await storekeeper.receives(await buyer.agreesOn(['50 × LAMP at 11.20']), ['50 × LAMP'])
  const back = await buyer.sendsBack(await buyer.returns(second, ['10 × LAMP']))

  const { voucher } = await accountant.ask<Record<string, unknown>>('Voucher', { number: '记-2026-03-0002' })
  expect(voucher).toEqual({
    number: '记-2026-03-0002',
    word: '记',
    period: '2026-03',
    postingDate: '2026-03-05',
    businessDate: '2026-03-05',
    eventKind: 'PURCHASE_RETURN_UNINVOICED',
    documentNumber: back.number,
    total: { amount: '112.00', currency: 'CNY' },
    lines: {
      nodes: [
        {
          lineNumber: 1,
          accountKey: 'GRIR',
          account: { code: '2202.02', name: { zh: '暂估应付款' } },
          debit: { amount: '112.00' },
          credit: { amount: '0.00' },
          summary: { zh: '冲减暂估应付 PR-2026-000001' },
          quantity: '-10',
          item: { code: 'LAMP' },
        },
        {
          lineNumber: 2,
          accountKey: 'INV',
          account: { code: '1405.01', name: { zh: '商品' } },
          debit: { amount: '0.00' },
          credit: { amount: '112.00' },
          summary: { zh: '采购退货出库 PR-2026-000001' },
          quantity: '-10',
          item: { code: 'LAMP' },
        },
      ],
    },
  })

  expect(await trialBalance(accountant)).toEqual({
    leaves: [
      '1403 opening Dr 1000.00, turnover Dr 0.00 Cr 0.00, year Dr 1000.00 Cr 0.00, closing Dr 1000.00',
      '1405.01 opening 0.00, turnover Dr 560.00 Cr 112.00, year Dr 560.00 Cr 112.00, closing Dr 448.00',
      '2202.02 opening Cr 1000.00, turnover Dr 112.00 Cr 560.00, year Dr 112.00 Cr 1560.00, closing Cr 1448.00',
    ],
    total:
      'total opening Dr 1000.00 Cr 1000.00, turnover Dr 672.00 Cr 672.00, year Dr 1672.00 Cr 1672.00, closing Dr 1448.00 Cr 1448.00',
    ledgerDifferences: [],
  })

  expect(await accountLedger(accountant, '1405.01')).toEqual([
    'opening 0.00',
    '记-2026-03-0001 GR-2026-000002 Dr 560.00, balance Dr 560.00',
    '记-2026-03-0002 PR-2026-000001 Cr 112.00, balance Dr 448.00',
    'turnover Dr 560.00 Cr 112.00',
    'closing Dr 448.00',
  ])
  expect(await accountLedger(accountant, '2202.02')).toEqual([
    'opening Cr 1000.00',
    '记-2026-03-0001 GR-2026-000002 Cr 560.00, balance Cr 1560.00',
    '记-2026-03-0002 PR-2026-000001 Dr 112.00, balance Cr 1448.00',
    'turnover Dr 112.00 Cr 560.00',
    'closing Cr 1448.00',
  ])
})

interface Amount {
  readonly amount: string
}
interface DebitCredit {
  readonly debit: Amount
  readonly credit: Amount
}
interface Balances {
  readonly opening: DebitCredit
  readonly turnover: DebitCredit
  readonly yearToDate: DebitCredit
  readonly closing: DebitCredit
}
interface SidedBalance {
  readonly side: 'DEBIT' | 'CREDIT' | 'EVEN'
  readonly amount: Amount
}

type Reader = { readonly ask: <Data>(operation: string, variables?: Record<string, unknown>) => Promise<Data> }

async function trialBalance(reader: Reader) {
  const { trialBalance: report, ledgerDifferences } = await reader.ask<{
    trialBalance: { lines: (Balances & { account: { code: string; leaf: boolean } })[]; total: Balances }
    ledgerDifferences: unknown[]
  }>('TrialBalance', { period })
  const leaves = report.lines.filter(({ account }) => account.leaf)
  return {
    leaves: leaves.map((line) => balanceLine(line.account.code, line)),
    total: balanceLine('total', report.total),
    ledgerDifferences,
  }
}

function balanceLine(title: string, { opening, turnover, yearToDate, closing }: Balances): string {
  return `${title} opening ${sides(opening)}, turnover ${both(turnover)}, year ${both(yearToDate)}, closing ${sides(closing)}`
}

function both({ debit, credit }: DebitCredit): string {
  return `Dr ${debit.amount} Cr ${credit.amount}`
}

/** Only the sides that hold something. */
function sides({ debit, credit }: DebitCredit): string {
  const held = [
    debit.amount === '0.00' ? '' : `Dr ${debit.amount}`,
    credit.amount === '0.00' ? '' : `Cr ${credit.amount}`,
  ].filter(Boolean)
  return held.join(' ') || '0.00'
}

async function accountLedger(reader: Reader, accountCode: string): Promise<string[]> {
  const { accountLedger: ledger } = await reader.ask<{
    accountLedger: {
      opening: SidedBalance
      turnover: DebitCredit
      closing: SidedBalance
      entries: {
        nodes: { line: DebitCredit & { voucher: { number: string; documentNumber: string } }; balance: SidedBalance }[]
      }
    }
  }>('AccountLedger', { accountCode, period })
  return [
    `opening ${sided(ledger.opening)}`,
    ...ledger.entries.nodes.map(
      ({ line, balance }) =>
        `${line.voucher.number} ${line.voucher.documentNumber} ${sides(line)}, balance ${sided(balance)}`,
    ),
    `turnover ${both(ledger.turnover)}`,
    `closing ${sided(ledger.closing)}`,
  ]
}

function sided({ side, amount }: SidedBalance): string {
  return side === 'EVEN' ? amount.amount : `${side === 'DEBIT' ? 'Dr' : 'Cr'} ${amount.amount}`
}
