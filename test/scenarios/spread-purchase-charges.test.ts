import { expect } from 'vitest'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface LandedCost {
  readonly id: string
  readonly version: number
}

scenario(
  'Freight makes goods dearer where they are, on the road too, and the cost of sales bears the rest',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, controller } = company
    await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
    const second = await storekeeper.receives(await buyer.agreesOn(['50 × STEEL at 11.20']), ['50 × STEEL'])
    await issues(company, '60')
    await buyer.sendsBack(await buyer.returns(second, ['10 × STEEL']))
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '80 / 824.00' })

    const [ofSecond = '', ofFirst = ''] = await receiptEntries(company)
    const draft = await accountant.change<LandedCost>('CreateLandedCost', {
      businessDate: today,
      reason: 'Freight of the second delivery',
      charges: [{ name: 'Freight', amount: '80.00', basis: 'VALUE', billReference: 'SF-2026-31' }],
      stockEntryIds: [ofSecond],
    })
    const seen = { documentId: draft.id, expectedVersion: draft.version, waitMs: 10_000 }
    const confirmed = await controller.change<LandedCost>('ConfirmLandedCost', seen)
    await company.atRest()
    const vouchersOf = async ({ id }: LandedCost) => {
      const { landedCost } = await accountant.ask<{
        landedCost: { vouchers: { lines: { nodes: VoucherLine[] } }[] }
      }>('VouchersOfLandedCost', { id })
      return landedCost.vouchers.map(({ lines }) => lines.nodes.map(entry))
    }
    expect(await vouchersOf(draft)).toEqual([['Dr 1403 80.00', 'Cr 2202.03 80.00']])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '80 / 904.00' })
    expect(await company.reconciliation()).toMatchObject({ stockValue: '904.00', difference: '0.00' })

    const again = await accountant.change<LandedCost>('CreateLandedCost', {
      businessDate: today,
      charges: [{ name: 'Freight', amount: '80.00', basis: 'VALUE', billReference: 'SF-2026-31' }],
      stockEntryIds: [ofSecond],
    })
    const twice = controller.change('ConfirmLandedCost', { documentId: again.id, expectedVersion: again.version })
    expect(await refusalOf(twice)).toMatchObject({ code: 'CHARGE_COUNTED' })

    await storekeeper.transfers('20 × STEEL', { kind: 'TWO_STEP' })
    const duty = {
      businessDate: today,
      charges: [{ name: 'Duty', amount: '100.00', basis: 'QUANTITY' }],
      stockEntryIds: [ofFirst],
    }
    const own = await controller.change<LandedCost>('CreateLandedCost', duty)
    const alone = controller.change('ConfirmLandedCost', { documentId: own.id, expectedVersion: own.version })
    expect(await refusalOf(alone)).toMatchObject({ code: 'MAKER_CONFIRMS' })
    const late = await accountant.change<LandedCost>('CreateLandedCost', duty)
    await controller.change('ConfirmLandedCost', { ...seen, documentId: late.id })
    await company.atRest()
    expect(await vouchersOf(late)).toEqual([
      ['Dr 1403 60.00', 'Dr 1405.T 20.00', 'Dr 6401 20.00', 'Cr 2202.03 80.00', 'Cr 2202.03 20.00'],
    ])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '60 / 738.00', 'IN-TRANSIT': '20 / 246.00' })
    expect(await company.reconciliation()).toMatchObject({ stockValue: '984.00', difference: '0.00' })

    await controller.change('CancelLandedCost', { ...seen, expectedVersion: confirmed.version })
    await company.atRest()
    expect(await vouchersOf(draft)).toEqual([
      ['Dr 1403 80.00', 'Cr 2202.03 80.00'],
      ['Dr 1403 -80.00', 'Cr 2202.03 -80.00'],
    ])
    expect(await company.reconciliation()).toMatchObject({ stockValue: '904.00', difference: '0.00' })
  },
)

async function issues(company: TestCompany, quantity: string): Promise<void> {
  const { storekeeper, itemIds, warehouses } = company
  const lines = [{ itemId: itemIds.get('STEEL'), warehouseId: warehouses.get('MAIN')?.id, quantity }]
  const { id: documentId, version: expectedVersion } = await storekeeper.change<LandedCost>(
    'CreateMiscellaneousMovement',
    { kind: 'OTHER_ISSUE', businessDate: today, lines },
  )
  await company.controller.change('ConfirmMiscellaneousMovement', { documentId, expectedVersion })
  await company.atRest()
}

/** The ledger entries of goods receipts of STEEL, newest first. */
async function receiptEntries({ accountant, itemIds }: TestCompany): Promise<string[]> {
  const { data } = await accountant.send<{
    stockLedgerEntries: { nodes: { id: string; source: { __typename: string } | null }[] }
  }>(`query ($itemId: ID!) { stockLedgerEntries(itemId: $itemId) { nodes { id source { __typename } } } }`, {
    itemId: itemIds.get('STEEL'),
  })
  const entries = data?.stockLedgerEntries.nodes ?? []
  return entries.flatMap(({ id, source }) => (source?.__typename === 'GoodsReceipt' ? [id] : []))
}
