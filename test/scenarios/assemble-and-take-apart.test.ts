import { expect } from 'vitest'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Assembly {
  readonly id: string
  readonly number: string
  readonly version: number
}

scenario(
  'Steel and paint become doors, a door becomes steel and a lamp, and the books move by the same cents',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, controller } = company
    await storekeeper.receives(await buyer.agreesOn(['30 × STEEL at 10.00']), ['30 × STEEL'])
    await storekeeper.receives(await buyer.agreesOn(['3 × PAINT at 3.33']), ['3 × PAINT'])
    const door = await controller.change<{ id: string }>('CreateItem', {
      ...{ code: 'DOOR', name: { zh: '钢门', en: 'Steel door' } },
      ...{ itemClass: 'FINISHED_GOODS', baseUnit: 'piece', costing: 'MOVING_AVERAGE', units: [] },
    })
    await company.atRest()
    const warehouseId = company.warehouses.get('MAIN')?.id
    const of = (code: string, quantity: string, more = {}) => ({
      ...{ itemId: code === 'DOOR' ? door.id : company.itemIds.get(code), warehouseId, quantity },
      ...more,
    })
    const writes = (kind: string, product: object, ...components: object[]) =>
      storekeeper.change<Assembly>('CreateStockAssembly', { kind, businessDate: today, product, components })
    const seen = ({ id, version }: Assembly) => ({ documentId: id, expectedVersion: version, waitMs: 10_000 })
    const confirms = (draft: Assembly) => controller.change<Assembly>('ConfirmStockAssembly', seen(draft))
    const entriesOf = async ({ id }: Assembly) => {
      await company.atRest()
      const { stockAssembly } = await accountant.ask<{
        stockAssembly: { vouchers: { lines: { nodes: VoucherLine[] } }[] }
      }>('VouchersOfStockAssembly', { id })
      return stockAssembly.vouchers.map(({ lines }) => lines.nodes.map(entry))
    }

    const draft = await writes('ASSEMBLY', of('DOOR', '2'), of('STEEL', '20'), of('PAINT', '1'))
    const { simulateStockAssembly: simulated } = await accountant.ask<{
      simulateStockAssembly: { simulation: { vouchers: { lines: VoucherLine[] }[] } }
    }>('SimulateStockAssembly', { documentId: draft.id })
    const posted = ['Cr 1403 200.00', 'Cr 1403 3.33', 'Dr 1405.02 203.33']
    expect(simulated.simulation.vouchers.map(({ lines }) => lines.map(entry))).toEqual([posted])
    const made = await confirms(draft)
    expect(await entriesOf(made)).toEqual([posted])

    const apart = await confirms(
      await writes('DISASSEMBLY', of('DOOR', '1'), of('STEEL', '9', { share: '2' }), of('LAMP', '1', { share: '1' })),
    )
    expect(await entriesOf(apart)).toEqual([['Cr 1405.02 101.67', 'Dr 1403 67.78', 'Dr 1405.01 33.89']])
    expect(await company.stockOf('LAMP')).toEqual({ MAIN: '1 / 33.89' })
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '19 / 167.78' })

    // Of one class, on one account: balanced, and nothing moves.
    const within = await confirms(await writes('ASSEMBLY', of('TILE', '1'), of('LAMP', '1')))
    expect(await entriesOf(within)).toEqual([['Cr 1405.01 33.89', 'Dr 1405.01 33.89']])

    expect(await refusalOf(controller.change('CancelStockAssembly', seen(apart)))).toMatchObject({
      code: 'STOCK_USED_SINCE',
      itemId: company.itemIds.get('LAMP'),
    })
    await controller.change('CancelStockAssembly', seen(within))
    await controller.change('CancelStockAssembly', seen(apart))
    expect((await entriesOf(apart))[1]).toEqual(['Cr 1405.01 33.89', 'Cr 1403 67.78', 'Dr 1405.02 101.67'])

    const own = await writes('ASSEMBLY', of('DOOR', '1'), of('PAINT', '9'))
    expect(await refusalOf(storekeeper.change('ConfirmStockAssembly', seen(own)))).toMatchObject({
      code: 'MAKER_CONFIRMS',
    })
    expect(await refusalOf(confirms(own))).toMatchObject({
      ...{ code: 'STOCK_INSUFFICIENT', available: '2', requested: '9' },
    })
    expect(await company.reconciliation()).toMatchObject({
      ...{ stockValue: '309.99', ledgerValue: '309.99', inFlightValue: '0.00', difference: '0.00' },
    })
  },
)
