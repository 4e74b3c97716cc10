import { expect } from 'vitest'
import type { GoodsReceipt } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const choose = ({ controller }: TestCompany, mode: string, effectiveOn = '2026-01-01') =>
  controller.change('ChooseReceiptEstimates', { mode, effectiveOn })
const turn = ({ accountant }: TestCompany, kind: 'REVERSAL' | 'ESTIMATE', period: string) =>
  accountant.change<{ id: string; number: string }>('TurnReceiptEstimates', { kind, period, waitMs: 10_000 })

/** What stands on each account that has a balance at the end of a month. */
async function balancesOf({ accountant }: TestCompany, period: string): Promise<Record<string, string>> {
  const { trialBalance } = await accountant.ask<{
    trialBalance: {
      lines: {
        account: { code: string; leaf: boolean }
        closing: { debit: { amount: string }; credit: { amount: string } }
      }[]
    }
  }>('TrialBalance', { period })
  return Object.fromEntries(
    trialBalance.lines
      .filter(({ account, closing }) => account.leaf && closing.debit.amount !== closing.credit.amount)
      .map(({ account, closing: { debit, credit } }) => [
        account.code,
        debit.amount === '0.00' ? `Cr ${credit.amount}` : `Dr ${debit.amount}`,
      ]),
  )
}

async function issues({ storekeeper, controller, itemIds, warehouses }: TestCompany, quantity: string) {
  const issue = await storekeeper.change<{ id: string; version: number }>('CreateMiscellaneousMovement', {
    ...{ kind: 'OTHER_ISSUE', businessDate: today, reason: 'Exhibition' },
    lines: [{ itemId: itemIds.get('STEEL'), warehouseId: warehouses.get('MAIN')?.id, quantity }],
  })
  await controller.change('ConfirmMiscellaneousMovement', {
    ...{ documentId: issue.id, expectedVersion: issue.version, waitMs: 10_000 },
  })
}

/** R1 100 × 10.00 and R2 50 × 11.20 in February; what is left of them at the end of the month is uninvoiced. */
async function receives({ buyer, storekeeper }: TestCompany) {
  const on = '2026-02-27'
  const first = await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'], { on })
  const second = await storekeeper.receives(await buyer.agreesOn(['50 × STEEL at 11.20']), ['50 × STEEL'], { on })
  return { first, second }
}

/** The chain from there: 60 issued, R1 invoiced at 10.30, 10 of R2 sent back, the rest of R2 invoiced at 11.00. */
async function goesOn(company: TestCompany, { first, second }: { first: GoodsReceipt; second: GoodsReceipt }) {
  const { buyer, bookkeeper } = company
  await issues(company, '60')
  const dearer = await bookkeeper.matches(await bookkeeper.writesInvoice(first, ['100 × STEEL for 1030.00 and 133.90']))
  const back = await buyer.sendsBack(await buyer.returns(second, ['10 × STEEL']))
  const rest = await bookkeeper.matches(await bookkeeper.writesInvoice(second, ['40 × STEEL for 440.00 and 57.20']))
  return { dearer, back, rest }
}

/** 150 in at 1,560.00; 60 out at 10.40; 30.00 dearer of which 27.00 is there; 10 back at 112.00; 8.00 cheaper. */
const inTheEnd = {
  ...{
    '1403': 'Dr 843.00',
    '2202.01': 'Cr 1661.10',
    '2221.01.01': 'Dr 191.10',
    '6401': 'Dr 3.00',
    '6602': 'Dr 624.00',
  },
}
const inFebruary = { '1403': 'Dr 1560.00', '2202.02': 'Cr 1560.00' }

scenario(
  'Whatever becomes of estimates, the books end the same',
  async ({ company, anotherCompany }) => {
    const [reversing, monthly] = [await anotherCompany(), await anotherCompany()]
    await choose(reversing, 'AT_INVOICE')
    await choose(monthly, 'MONTH_START')
    for (const one of [company, reversing, monthly]) {
      const received = await receives(one)
      expect(await balancesOf(one, '2026-02')).toEqual(inFebruary)
      if (one === monthly) {
        await turn(one, 'REVERSAL', '2026-03')
        expect(await balancesOf(one, '2026-03')).toEqual({ '1403': 'Dr 1560.00', '2202.04': 'Cr 1560.00' })
      }
      await goesOn(one, received)
      await one.atRest()
      expect(await balancesOf(one, '2026-03')).toEqual(inTheEnd)
      expect(await one.stockOf('STEEL')).toEqual({ MAIN: '80 / 843.00' })
      expect(await one.accountant.ask('UninvoicedReceiptLines')).toEqual({ uninvoicedReceiptLines: { nodes: [] } })
      expect(await one.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
    }
    expect(await balancesOf(monthly, '2026-02')).toEqual(inFebruary)
  },
  120_000,
)

scenario(
  'Under 单到冲回 an invoice takes the estimate back in red and puts the goods in stock anew',
  async ({ company }) => {
    const { bookkeeper, accountant } = company
    await choose(company, 'AT_INVOICE')
    const { first } = await receives(company)
    await issues(company, '60')
    const part = await bookkeeper.matches(await bookkeeper.writesInvoice(first, ['40 × STEEL for 412.00 and 53.56']))
    const own = ['Dr 1403 -400.00', 'Cr 2202.02 -400.00', 'Dr 1403 400.00', 'Dr 2221.01.01 53.56', 'Cr 2202.01 453.56']
    expect(await company.entriesOf(part)).toEqual(expect.arrayContaining([own, ['Dr 1403 12.00', 'Cr 2202.01 12.00']]))
    expect(await accountant.ask('UninvoicedReceiptLines')).toMatchObject({
      uninvoicedReceiptLines: { nodes: [{ uninvoicedBaseQuantity: '60', uninvoicedValue: { amount: '600.00' } }, {}] },
    })
    const back = await bookkeeper.takesBack(part)
    expect(await company.entriesOf(back)).toEqual(
      expect.arrayContaining([
        ['Dr 1403 400.00', 'Cr 2202.02 400.00', 'Dr 1403 -400.00', 'Dr 2221.01.01 -53.56', 'Cr 2202.01 -453.56'],
      ]),
    )
    expect(await balancesOf(company, '2026-03')).toMatchObject({ '1403': 'Dr 936.00', '2202.02': 'Cr 1560.00' })
  },
)

scenario(
  'Under 月初冲回 estimates are turned over month by month, and the month closes once they are',
  async ({ company }) => {
    const { accountant, controller, bookkeeper, buyer } = company
    await choose(company, 'MONTH_START')
    const { first, second } = await receives(company)
    const taken = await turn(company, 'REVERSAL', '2026-03')
    expect(taken).toMatchObject({ number: 'ET-2026-000001', turnedOn: '2026-03-01', value: { amount: '1560.00' } })
    const nothing = { code: 'NOTHING_TO_TURN', period: '2026-03', kind: 'REVERSAL' }
    expect(await refusalOf(turn(company, 'REVERSAL', '2026-03'))).toMatchObject(nothing)

    const invoice = await bookkeeper.matches(await bookkeeper.writesInvoice(first, ['60 × STEEL for 600.00 and 78.00']))
    const back = await buyer.sendsBack(await buyer.returns(second, ['10 × STEEL']))
    await company.atRest()
    expect(await balancesOf(company, '2026-03')).toMatchObject({ '1403': 'Dr 1448.00', '2202.04': 'Cr 848.00' })
    const inTheWay = async () => {
      const { closingChecklist } = await controller.ask<{
        closingChecklist: {
          items: { step: string; state: string; blockers: { reasonCode: string; reason: string }[] }[]
        }
      }>('ClosingChecklist', { period: '2026-03' })
      return closingChecklist.items.find(({ step }) => step === 'RECEIPT_ESTIMATES')
    }
    expect(await inTheWay()).toMatchObject({
      state: 'BLOCKED',
      blockers: [
        {
          reasonCode: 'ESTIMATES_TAKEN_BACK',
          reason: 'Estimates of 848.00 were taken back and are not made anew.',
        },
      ],
    })
    expect(await refusalOf(turn(company, 'REVERSAL', '2026-04'))).toMatchObject({
      ...{ code: 'EARLIER_ESTIMATES_TAKEN_BACK', period: '2026-03' },
    })

    const anew = await turn(company, 'ESTIMATE', '2026-03')
    await company.atRest()
    expect(await inTheWay()).toMatchObject({ state: 'DONE', blockers: [] })
    expect(await balancesOf(company, '2026-03')).toMatchObject({ '1403': 'Dr 1448.00', '2202.02': 'Cr 848.00' })
    const receipt = (reversedValue: string, { number }: GoodsReceipt) => ({
      ...{ reversedValue: { amount: reversedValue }, estimateReversal: { number: taken.number } },
      goodsReceipt: { number, estimateMode: 'MONTH_START' },
    })
    const voucher = (...entries: [string, string][]) => [
      { lines: { nodes: entries.map(([code, amount]) => ({ account: { code }, credit: { amount } })) } },
    ]
    const byTaken = { reversal: { number: taken.number } }
    expect(await accountant.ask('EstimateTurns')).toMatchObject({
      estimateTurns: {
        nodes: [
          {
            ...{ number: anew.number, kind: 'ESTIMATE', turnedOn: '2026-03-31', value: { amount: '848.00' } },
            ...{ supplierInvoice: null, purchaseReturn: null },
            lines: {
              nodes: [
                { ...byTaken, value: { amount: '400.00' }, goodsReceiptLine: receipt('0.00', first) },
                { ...byTaken, value: { amount: '448.00' }, goodsReceiptLine: receipt('0.00', second) },
              ],
            },
          },
          {
            ...{ kind: 'ESTIMATE', turnedOn: today, value: { amount: '112.00' }, supplierInvoice: null },
            purchaseReturn: { number: back.number },
            vouchers: voucher(['2202.02', '112.00'], ['2202.04', '-112.00']),
          },
          {
            ...{ kind: 'ESTIMATE', turnedOn: today, value: { amount: '600.00' }, purchaseReturn: null },
            supplierInvoice: { number: invoice.number },
            vouchers: voucher(['2202.02', '600.00'], ['2202.04', '-600.00']),
          },
          {
            ...{ number: taken.number, kind: 'REVERSAL', turnedOn: '2026-03-01', value: { amount: '1560.00' } },
            lines: { nodes: [{ reversal: null, value: { amount: '1000.00' } }, { value: { amount: '560.00' } }] },
            vouchers: voucher(
              ...([
                ['2202.02', '-1000.00'],
                ['2202.02', '-560.00'],
              ] as [string, string][]),
              ...([
                ['2202.04', '1000.00'],
                ['2202.04', '560.00'],
              ] as [string, string][]),
            ),
          },
        ],
      },
    })
    expect(await accountant.ask('EstimateTurns', { where: { kind: 'REVERSAL', period: '2026-04' } })).toEqual({
      estimateTurns: { nodes: [] },
    })
    await turn(company, 'REVERSAL', '2026-04')
    await company.atRest()
    expect(await balancesOf(company, '2026-03')).toMatchObject({ '2202.02': 'Cr 848.00' })
  },
)

scenario('Who may not is refused, and a choice for days that have passed is too early', async ({ company }) => {
  const { buyer, storekeeper, accountant } = company
  await storekeeper.receives(await buyer.agreesOn(['1 × STEEL at 10.00']), ['1 × STEEL'])
  const before = await company.everything()
  await expect(accountant.change('ChooseReceiptEstimates', { mode: 'AT_INVOICE', effectiveOn: today })).rejects.toThrow(
    'procurement.receiptEstimate.choose',
  )
  await expect(buyer.change('TurnReceiptEstimates', { kind: 'REVERSAL', period: '2026-04' })).rejects.toThrow(
    'procurement.receiptEstimate.turn',
  )
  expect(await refusalOf(choose(company, 'AT_INVOICE', today))).toMatchObject({
    ...{ code: 'ESTIMATE_CHOICE_TOO_EARLY', effectiveOn: today, takenOn: today, path: ['input', 'effectiveOn'] },
  })
  expect(await company.everything()).toEqual(before)
  expect(await choose(company, 'AT_INVOICE', '2026-03-06')).toEqual([{ effectiveOn: '2026-03-06', mode: 'AT_INVOICE' }])
})
