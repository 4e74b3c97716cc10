import { expect } from 'vitest'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Movement {
  readonly id: string
  readonly number: string
  readonly version: number
}

scenario(
  'What comes in, goes out and is scrapped is posted as it was simulated, and taken back in red',
  async ({ company }) => {
    const { storekeeper, controller, accountant } = company
    const tile = { itemId: company.itemIds.get('TILE'), warehouseId: company.warehouses.get('MAIN')?.id }
    const writes = (kind: string, line: object) =>
      storekeeper.change<Movement>('CreateMiscellaneousMovement', {
        ...{ kind, businessDate: today, reason: 'Exhibition' },
        lines: [{ ...tile, ...line }],
      })
    const seen = ({ id, version }: Movement) => ({ documentId: id, expectedVersion: version, waitMs: 10_000 })
    const confirms = (draft: Movement) => controller.change<Movement>('ConfirmMiscellaneousMovement', seen(draft))
    const entriesOf = async ({ id }: Movement) => {
      await company.atRest()
      const { miscellaneousMovement } = await accountant.ask<{
        miscellaneousMovement: { vouchers: { lines: { nodes: VoucherLine[] } }[] }
      }>('VouchersOfMiscellaneousMovement', { id })
      return miscellaneousMovement.vouchers.map(({ lines }) =>
        lines.nodes.map((line) => `${line.accountKey} ${entry(line).split(' ')[0]} ${entry(line).split(' ')[2]}`),
      )
    }

    await confirms(await writes('OPENING_STOCK', { quantity: '3', unit: 'box', value: '300.00' }))
    const draft = await writes('OTHER_ISSUE', { quantity: '5' })
    const { simulateMiscellaneousMovement: simulated } = await accountant.ask<{
      simulateMiscellaneousMovement: {
        simulation: { postingObstacle: unknown; vouchers: { lines: VoucherLine[] }[] }
        userErrors: unknown[]
      }
    }>('SimulateMiscellaneousMovement', { documentId: draft.id })
    expect(simulated).toMatchObject({ userErrors: [], simulation: { postingObstacle: null } })
    expect(await refusalOf(storekeeper.change('ConfirmMiscellaneousMovement', seen(draft)))).toMatchObject({
      code: 'MAKER_CONFIRMS',
    })
    const issue = await confirms(draft)
    expect(await entriesOf(issue)).toEqual([['OTHER-OUT Dr 41.67', 'INV Cr 41.67']])
    expect(
      simulated.simulation.vouchers.map(({ lines }) => lines.map((line) => [line.accountKey, entry(line)])),
    ).toMatchObject([
      [
        ['OTHER-OUT', expect.stringContaining('Dr')],
        ['INV', expect.stringContaining('41.67')],
      ],
    ])

    const scrap = await confirms(await writes('SCRAP', { quantity: '6', inputVatRate: '13' }))
    expect(await entriesOf(scrap)).toEqual([['SCRAP Dr 56.50', 'INV Cr 50.00', 'VX Cr 6.50']])
    const back = await storekeeper.change<Movement>('CancelMiscellaneousMovement', seen(issue))
    expect(await entriesOf(back)).toEqual([
      ['OTHER-OUT Dr 41.67', 'INV Cr 41.67'],
      ['OTHER-OUT Dr -41.67', 'INV Cr -41.67'],
    ])
    expect(await company.stockOf('TILE')).toEqual({ MAIN: '30 / 250.00' })

    const tooMuch = await writes('OTHER_ISSUE', { quantity: '31' })
    expect(await refusalOf(confirms(tooMuch))).toMatchObject({
      code: 'STOCK_INSUFFICIENT',
      available: '30',
      requested: '31',
    })
    expect(await company.reconciliation()).toMatchObject({
      stockValue: '250.00',
      ledgerValue: '250.00',
      inFlightValue: '0.00',
      difference: '0.00',
    })
  },
)
