import { expect } from 'vitest'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Adjustment {
  readonly id: string
  readonly version: number
}

scenario(
  'The accountant writes down that stock is worth more, the controller confirms it, and the books follow',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, controller } = company
    await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.40']), ['100 × STEEL'])
    const draft = await accountant.change<Adjustment>('CreateCostAdjustment', {
      businessDate: today,
      itemId: company.itemIds.get('STEEL'),
      valuationAreaId: company.warehouses.get('MAIN')?.valuationArea.id,
      value: '36.00',
      reason: 'Freight that was forgotten',
    })
    const seen = { documentId: draft.id, expectedVersion: draft.version, waitMs: 10_000 }
    const confirmed = await controller.change<Adjustment>('ConfirmCostAdjustment', seen)
    await company.atRest()

    const vouchers = async () => {
      const { costAdjustment } = await accountant.ask<{
        costAdjustment: { vouchers: { lines: { nodes: VoucherLine[] } }[] }
      }>('VouchersOfCostAdjustment', { id: draft.id })
      return costAdjustment.vouchers.map(({ lines }) =>
        lines.nodes.map((line) => `${line.accountKey} ${entry(line).split(' ')[0]} ${entry(line).split(' ')[2]}`),
      )
    }
    expect(await vouchers()).toEqual([['INV Dr 36.00', 'ADJ Cr 36.00']])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 1076.00' })
    expect(await company.reconciliation()).toMatchObject({ stockValue: '1076.00', difference: '0.00' })

    await controller.change('CancelCostAdjustment', { ...seen, expectedVersion: confirmed.version })
    await company.atRest()
    expect(await vouchers()).toEqual([
      ['INV Dr 36.00', 'ADJ Cr 36.00'],
      ['INV Dr -36.00', 'ADJ Cr -36.00'],
    ])
    expect(await company.reconciliation()).toMatchObject({ stockValue: '1040.00', difference: '0.00' })

    const own = await controller.change<Adjustment>('CreateCostAdjustment', {
      businessDate: today,
      itemId: company.itemIds.get('STEEL'),
      valuationAreaId: company.warehouses.get('MAIN')?.valuationArea.id,
      value: '1.00',
      reason: 'Rounding',
    })
    const alone = controller.change('ConfirmCostAdjustment', { documentId: own.id, expectedVersion: own.version })
    expect(await refusalOf(alone)).toMatchObject({ code: 'MAKER_CONFIRMS' })
  },
)
