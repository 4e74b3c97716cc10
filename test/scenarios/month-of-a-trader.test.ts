import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'
import { ledgerKeepingOf, type WrittenVoucher } from '../support/voucher-writing.ts'

const scenario = await useScenarios()
const period = '2026-03'
const aLongStoryMs = 180_000

/**
 * A month of a trader in which everything happens once. Receipts and the return come from documents; what no document posts
 * is written by people, who may not touch the accounts that documents control and keep accounts beside them: 1405.09 and
 * 1405.08 for stock in both places, 2202.09 for what is owed, 1121 for what is to come in, 1221 for what is to be explained.
 */
const chains = [
  {
    ...{ costing: 'moving average', item: 'TILE', delivered: '624.00', variance: ['27.00', '3.00'], returned: '52.00' },
    ...{ loss: ['26.27', '23.25', '3.02'], moved: '232.53', lastDelivered: '616.22' },
    ...{ costOfSales: '1191.22', vat: '84.61', profit: '832.51', total: '2549.03' },
  },
  {
    ...{ costing: 'first in, first out', item: 'LAMP', delivered: '600.00', variance: ['12.00', '18.00'] },
    ...{ returned: '50.00', loss: ['23.28', '20.60', '2.68'], moved: '206.00', lastDelivered: '652.40' },
    ...{ costOfSales: '1220.40', vat: '84.27', profit: '806.32', total: '2522.50' },
  },
] as const
type Chain = (typeof chains)[number]

const writtenBeside = ({ delivered, variance, returned, loss, moved, lastDelivered }: Chain): WrittenVoucher[] => [
  ['2026-03-06', '销售出库 60', `Dr 6401 ${delivered}`, `Cr 1405.09 ${delivered}`],
  ['2026-03-06', '销售发票 60 × 18.00', 'Dr 1121 1220.40', 'Cr 6001 1080.00', 'Cr 2221.01.02 140.40'],
  [
    ...(['2026-03-09', '采购发票 100 × 10.30', 'Dr 2202.09 1000.00', 'Dr 2221.01.01 133.90'] as const),
    ...([`Dr 1405.09 ${variance[0]}`, `Dr 6401 ${variance[1]}`, 'Cr 2202.09 1163.90'] as const),
  ],
  ['2026-03-10', '运费', 'Dr 1405.09 80.00', 'Dr 2221.01.01 7.20', 'Cr 2202.09 87.20'],
  ['2026-03-11', '客户退货 5', `Dr 1405.09 ${returned}`, `Cr 6401 ${returned}`],
  ['2026-03-11', '红字发票 5 × 18.00', 'Cr 6001 -90.00', 'Cr 2221.01.02 -11.70', 'Dr 1121 -101.70'],
  ['2026-03-12', '退货 10 × 10.30', 'Dr 2202.09 116.39', 'Cr 1405.09 103.00', 'Cr 2221.01.01 13.39'],
  [
    ...(['2026-03-16', '采购发票 40 × 11.00', 'Dr 2202.09 448.00', 'Dr 2221.01.01 57.20'] as const),
    ...(['Dr 1405.09 -8.00', 'Cr 2202.09 497.20'] as const),
  ],
  ['2026-03-20', '盘亏', `Dr 1221 ${loss[0]}`, `Cr 1405.09 ${loss[1]}`, `Cr 2221.01.05 ${loss[2]}`],
  ['2026-03-23', '盘亏处理', `Dr 6602 ${loss[0]}`, `Cr 1221 ${loss[0]}`],
  ['2026-03-24', '调拨 20', `Dr 1405.08 ${moved}`, `Cr 1405.09 ${moved}`],
  ['2026-03-27', '销售出库 53', `Dr 6401 ${lastDelivered}`, `Cr 1405.09 ${lastDelivered}`],
]
const lastInvoice = (account: string): WrittenVoucher => [
  ...([
    '2026-03-27',
    '销售发票 53 × 20.00',
    'Dr 1121 1197.80',
    `Cr ${account} 1060.00`,
    'Cr 2221.01.02 137.80',
  ] as const),
]

interface Checklist {
  readonly closingChecklist: {
    readonly readyToClose: boolean
    readonly items: readonly { readonly step: string; readonly blockers: readonly { readonly reasonCode: string }[] }[]
    readonly certificates: readonly object[]
  }
}

/** Everything that is in the way of closing the month, and the certificates it has. */
async function checklistOf({ controller }: TestCompany) {
  const { closingChecklist } = await controller.ask<Checklist>('ClosingChecklist', { period })
  const { readyToClose, items, certificates } = closingChecklist
  return {
    readyToClose,
    certificates,
    inTheWay: items.flatMap(({ blockers }) => blockers.map((one) => one.reasonCode)),
  }
}

/** The rows of the balance sheet at the end of the month that are asked for. */
async function balanceSheetOf({ accountant }: TestCompany, ...keys: string[]) {
  const { balanceSheet } = await accountant.ask<{
    balanceSheet: { difference: object; rows: { key: string; closing: { amount: string } | null }[] }
  }>('FinancialStatements', { period, on: '2026-03-31' })
  const rows = new Map(balanceSheet.rows.map(({ key, closing }) => [key, closing?.amount]))
  return { difference: balanceSheet.difference, rows: keys.map((key) => rows.get(key)) }
}

for (const chain of chains)
  scenario(
    `A trader's month at ${chain.costing}, from its documents to its balance sheet`,
    async ({ company }) => {
      const { buyer, storekeeper, accountant, controller } = company
      const keeping = ledgerKeepingOf(accountant, controller)
      await controller.closes('2026-02')
      for (const [code, zh, en] of [
        ['1405.08', '乙仓库存', 'Stock in B'],
        ['1405.09', '手工库存', 'Stock by hand'],
        ['2202.09', '手工应付', 'Payables by hand'],
      ])
        await controller.change('CreateAccount', { code, name: { zh, en } })

      const { item, costOfSales, vat, profit, loss, moved, total } = chain
      const first = await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
      const second = await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
      const back = await buyer.sendsBack(await buyer.returns(second, [`10 × ${item}`]))
      expect(await company.entriesOf(first)).toEqual([['Dr 1405.01 1000.00', 'Cr 2202.02 1000.00']])
      expect(await company.entriesOf(back)).toEqual([['Dr 2202.02 112.00', 'Cr 1405.01 112.00']])

      // One voucher comes back from review: its maker had taken the wrong account.
      const drafts = await keeping.submits(await keeping.writes([...writtenBeside(chain), lastInvoice('6051')]))
      const wrong = drafts.at(-1)
      if (!wrong) throw new Error('A file of vouchers became no draft')
      const refer = (version: number) => ({ voucherDraftId: wrong.id, expectedVersion: version })
      const returned = await controller.change<{ version: number; status: string; returnReason: string }>(
        'ReturnVoucherDraft',
        { ...refer(wrong.version), reason: '应记主营业务收入' },
      )
      expect(returned).toMatchObject({ status: 'RETURNED', returnReason: '应记主营业务收入' })
      const [on, summary] = lastInvoice('6001')
      const changed = await accountant.change<{ version: number }>('ChangeVoucherDraft', {
        ...{ ...refer(returned.version), postingOn: on },
        lines: [
          { accountCode: '1121', debit: '1197.80', summary },
          { accountCode: '6001', credit: '1060.00', summary },
          { accountCode: '2221.01.02', credit: '137.80', summary },
        ],
      })
      const again = await accountant.change<typeof wrong>('SubmitVoucherDraft', refer(changed.version))
      const posted = await keeping.posts(await keeping.reviews([...drafts.slice(0, -1), again]))
      // Three numbers went to documents; the vouchers of the file follow without a gap.
      expect(posted.map(({ voucher }) => voucher?.number)).toEqual(
        posted.map((_, index) => `记-2026-03-${String(index + 4).padStart(4, '0')}`),
      )

      expect(await checklistOf(company)).toMatchObject({
        inTheWay: ['VAT_NOT_TRANSFERRED', 'PROFIT_NOT_CARRIED_FORWARD'],
      })
      expect(await keeping.runs(period, 'VAT_TRANSFER')).toEqual([`Dr 2221.01.04 ${vat}`, `Cr 2221.02 ${vat}`])
      expect(await keeping.runs(period, 'PROFIT_CARRY_FORWARD')).toEqual([
        ...['Dr 6001 2050.00', `Cr 6401 ${costOfSales}`, `Cr 6602 ${loss[0]}`, `Cr 4103 ${profit}`],
      ])
      expect(await checklistOf(company)).toMatchObject({ readyToClose: true, inTheWay: [] })
      await controller.closes(period)
      const rows = ['INVENTORIES', 'TOTAL_ASSETS', 'ACCOUNTS_PAYABLE', 'TAXES_PAYABLE', 'TOTAL_EQUITY']
      expect(await balanceSheetOf(company, ...rows)).toEqual({
        difference: { amount: '0.00' },
        rows: [moved, total, '1631.91', vat, profit],
      })

      // A bill comes late: the month is opened by two people, takes it, and is closed again.
      const late: WrittenVoucher = ['2026-03-31', '迟到的账单', 'Dr 6602 10.00', 'Cr 2202.09 10.00']
      const refused = await refusalOf(keeping.writes([late]))
      expect(refused).toMatchObject({ code: 'IMPORT_REJECTED', rowErrors: [{ line: 2, code: 'PERIOD_NOT_OPEN' }] })
      await controller.reopens(period)
      await keeping.records([late])
      expect(await checklistOf(company)).toMatchObject({ inTheWay: ['PROFIT_NOT_CARRIED_FORWARD'] })
      expect(await keeping.runs(period, 'VAT_TRANSFER')).toEqual([])
      expect(await keeping.runs(period, 'PROFIT_CARRY_FORWARD')).toEqual(['Cr 6602 10.00', 'Dr 4103 10.00'])
      await controller.closes(period)
      expect((await checklistOf(company)).certificates).toEqual([
        { certificateNumber: 2, holds: true, voidReason: null },
        { certificateNumber: 1, holds: false, voidReason: 'A late delivery' },
      ])
      expect(await company.reconciliation()).toMatchObject({ ledgerValue: '1448.00', difference: '0.00' })
    },
    aLongStoryMs,
  )
