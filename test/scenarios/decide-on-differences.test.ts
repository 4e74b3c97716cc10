import { expect } from 'vitest'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { stockCountingOf } from '../support/stock-counting.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Disposal {
  readonly id: string
  readonly number: string
  readonly version: number
}

scenario(
  'What was missing and what was found leaves 1901 to the cent, once somebody decides who bears it',
  async ({ company, system }) => {
    const { buyer, storekeeper, controller, accountant } = company
    await storekeeper.receives(await buyer.agreesOn(['75 × STEEL at 11.626667']), ['75 × STEEL'])
    await storekeeper.receives(await buyer.agreesOn(['10 × PAINT at 10.30']), ['10 × PAINT'])
    const counted = await storekeeper.counts(await storekeeper.beginsStocktake('MAIN'), '11', '73')
    const submitted = await storekeeper.submits(counted)
    const stocktake = await stockCountingOf(controller, () => company).approves(submitted, '13')
    const open = async () => {
      const { openStockDifferences } = await accountant.ask<{
        openStockDifferences: { nodes: { id: string; item: { code: string }; value: { amount: string } }[] }
      }>('OpenStockDifferences', { documentId: stocktake.id })
      return openStockDifferences.nodes.map(({ item, value }) => `${item.code} ${value.amount}`)
    }
    const disposes = (decision: string, more = {}, by = accountant) =>
      by.change<Disposal>('DisposeStockDifferences', {
        ...{
          documentId: stocktake.id,
          decision,
          businessDate: today,
          reason: 'Counted twice',
          waitMs: 10_000,
          ...more,
        },
      })
    const entriesOf = async ({ id }: Disposal) => {
      await company.atRest()
      const { stockDifferenceDisposal } = await accountant.ask<{
        stockDifferenceDisposal: { legs: { state: string }[]; vouchers: { lines: { nodes: VoucherLine[] } }[] }
      }>('VouchersOfStockDifferenceDisposal', { id })
      expect(stockDifferenceDisposal.legs.map(({ state }) => state)).toEqual(['POSTED'])
      return stockDifferenceDisposal.vouchers.map(({ lines }) => lines.nodes.map(entry))
    }
    /** What stands on 1901 of each entry of the stock ledger; nothing where it is all decided on. */
    const waiting = async () => {
      await company.atRest()
      const rows = await system.database('finance').rows<{ waits: string }>`
        select sum(l.debit - l.credit)::text as waits from voucher_line l join account a on a.id = l.account_id
        where l.company_id = ${company.id} and a.code = '1901'
        group by l.stock_entry_id having sum(l.debit - l.credit) <> 0 order by 1`
      return rows.map(({ waits }) => waits)
    }

    expect(await open()).toEqual(['STEEL -26.27', 'PAINT 10.30'])
    expect(await waiting()).toEqual(['-1030', '2627'])
    expect(await refusalOf(disposes('ABNORMAL_LOSS', {}, controller))).toMatchObject({ code: 'APPROVER_DISPOSES' })
    expect(await refusalOf(disposes('NORMAL_LOSS'))).toMatchObject({ code: 'INPUT_VAT_IS_OUT' })

    const loss = await disposes('ABNORMAL_LOSS')
    expect(await entriesOf(loss)).toEqual([['Dr 6602 26.27', 'Cr 1901 26.27']])
    const gain = await disposes('GAIN')
    expect(await entriesOf(gain)).toEqual([['Dr 1901 10.30', 'Cr 6602 10.30']])
    expect(await open()).toEqual([])
    expect(await waiting()).toEqual([])
    const cancel = controller.change('CancelStocktake', {
      stocktakeId: stocktake.id,
      expectedVersion: stocktake.version,
    })
    expect(await refusalOf(cancel)).toMatchObject({ code: 'DIFFERENCES_DISPOSED' })

    const seen = { documentId: loss.id, expectedVersion: loss.version, waitMs: 10_000 }
    await accountant.change('CancelStockDifferenceDisposal', seen)
    expect(await entriesOf(loss)).toEqual([
      ['Dr 6602 26.27', 'Cr 1901 26.27'],
      ['Dr 6602 -26.27', 'Cr 1901 -26.27'],
    ])
    expect(await open()).toEqual(['STEEL -26.27'])
    expect(await waiting()).toEqual(['2627'])
    const paid = await disposes('PAID_BY_PERSON', { responsible: 'Lin Hai Logistics' })
    expect(await entriesOf(paid)).toEqual([['Dr 1221 26.27', 'Cr 1901 26.27']])
    expect(await waiting()).toEqual([])
    expect(await company.reconciliation()).toMatchObject({ difference: '0.00', inFlightValue: '0.00' })
  },
)

scenario('A loss whose input VAT turns out to be due bears it when it is decided on', async ({ company }) => {
  const { buyer, storekeeper, controller, accountant } = company
  await storekeeper.receives(await buyer.agreesOn(['75 × STEEL at 11.626667']), ['75 × STEEL'])
  const counted = await storekeeper.counts(await storekeeper.beginsStocktake('MAIN'), '73')
  const stocktake = await stockCountingOf(controller, () => company).approves(await storekeeper.submits(counted))
  const { id } = await accountant.change<Disposal>('DisposeStockDifferences', {
    ...{ documentId: stocktake.id, decision: 'ABNORMAL_LOSS', businessDate: today, reason: 'Stolen' },
    inputVatPercent: '13',
  })
  await company.atRest()
  const { stockDifferenceDisposal } = await accountant.ask<{
    stockDifferenceDisposal: { vouchers: { lines: { nodes: VoucherLine[] } }[] }
  }>('VouchersOfStockDifferenceDisposal', { id })
  expect(stockDifferenceDisposal.vouchers.map(({ lines }) => lines.nodes.map(entry))).toEqual([
    ['Dr 1901 3.02', 'Cr 2221.01.05 3.02', 'Dr 6602 26.27', 'Cr 1901 26.27'],
  ])
})
