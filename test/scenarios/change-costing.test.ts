import { expect } from 'vitest'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface CostingChange {
  readonly id: string
  readonly version: number
}

scenario(
  'Steel is valued at a standard cost from now on, and the difference of all its stock is a variance',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, controller } = company
    await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.40']), ['100 × STEEL'])
    await storekeeper.transfers('40 × STEEL')
    await storekeeper.transfers('10 × STEEL', { kind: 'TWO_STEP' })
    expect(await company.stockOf('STEEL')).toEqual({
      MAIN: '50 / 520.00',
      EAST: '40 / 416.00',
      'IN-TRANSIT': '10 / 104.00',
    })
    const change = (costing: string, standardCost?: string) =>
      accountant.change<CostingChange>('CreateCostingChange', {
        ...{ businessDate: today, itemId: company.itemIds.get('STEEL'), costing, reason: 'New year, new method' },
        ...(standardCost === undefined ? {} : { standardCost }),
      })
    const confirms = async ({ id: documentId, version: expectedVersion }: CostingChange) => {
      await controller.change('ConfirmCostingChange', { documentId, expectedVersion, waitMs: 10_000 })
      await company.atRest()
    }
    const vouchersOf = async ({ id }: CostingChange) => {
      const { costingChange } = await accountant.ask<{
        costingChange: { vouchers: { lines: { nodes: VoucherLine[] } }[] }
      }>('VouchersOfCostingChange', { id })
      return costingChange.vouchers.map(({ lines }) => lines.nodes.map(entry).toSorted())
    }

    const toStandard = await change('STANDARD', '10.00')
    await confirms(toStandard)
    expect(await vouchersOf(toStandard)).toEqual([['Cr 1403 16.00', 'Cr 1403 20.00', 'Dr 1404 16.00', 'Dr 1404 20.00']])
    expect(await company.stockOf('STEEL')).toEqual({
      MAIN: '50 / 500.00',
      EAST: '40 / 400.00',
      'IN-TRANSIT': '10 / 104.00',
    })
    expect(await company.reconciliation()).toMatchObject({ stockValue: '1004.00', difference: '0.00' })

    await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 11.00']), ['10 × STEEL'])
    const dearer = await change('STANDARD', '10.50')
    await confirms(dearer)
    expect(await vouchersOf(dearer)).toEqual([['Cr 1404 20.00', 'Cr 1404 30.00', 'Dr 1403 20.00', 'Dr 1403 30.00']])

    const toLayers = await change('FIFO')
    await confirms(toLayers)
    expect(await vouchersOf(toLayers)).toEqual([])
    expect(await company.stockOf('STEEL')).toMatchObject({ MAIN: '60 / 630.00', EAST: '40 / 420.00' })
    expect(await company.reconciliation()).toMatchObject({ stockValue: '1154.00', difference: '0.00' })

    const again = await change('FIFO')
    const twice = controller.change('ConfirmCostingChange', { documentId: again.id, expectedVersion: again.version })
    expect(await refusalOf(twice)).toMatchObject({ code: 'COSTING_UNCHANGED' })
  },
)
