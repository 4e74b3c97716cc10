import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

interface Versioned {
  readonly id: string
  readonly version: number
}
interface Sides {
  readonly debit: { readonly amount: string }
  readonly credit: { readonly amount: string }
}
interface Trial {
  readonly trialBalance: {
    readonly lines: readonly {
      readonly account: { readonly code: string; readonly leaf: boolean }
      readonly opening: Sides
      readonly turnover: Sides
    }[]
  }
}

scenario('Opening stock meets the opening balances, and the first month closes', async ({ company }) => {
  const { storekeeper, controller, administrator, accountant } = company
  const january = { period: '2026-01' }
  const { version } = await controller.change<Versioned>('SaveOpeningBalance', {
    expectedVersion: 0,
    lines: [
      { accountCode: '1002', amounts: { yearOpeningDebit: '700.00' } },
      { accountCode: '1405.01', amounts: { yearOpeningDebit: '300.00' } },
      { accountCode: '4001', amounts: { yearOpeningCredit: '1000.00' } },
    ],
  })
  expect(await refusalOf(controller.change('PostOpeningBalance', { expectedVersion: version }))).toMatchObject({
    code: 'OPENING_POSTER_IS_MAKER',
  })
  await administrator.change('PostOpeningBalance', { expectedVersion: version })
  const waits = await refusalOf(controller.closes('2026-01'))
  expect(waits).toMatchObject({ code: 'CLOSING_BLOCKED', message: expect.stringContaining('300.00') })

  const places = { itemId: company.itemIds.get('TILE'), warehouseId: company.warehouses.get('MAIN')?.id }
  const draft = await storekeeper.change<Versioned>('CreateMiscellaneousMovement', {
    ...{ kind: 'OPENING_STOCK', businessDate: '2026-01-01', reason: 'Taken over' },
    lines: [{ ...places, quantity: '36', value: '300.00' }],
  })
  const seen = { documentId: draft.id, expectedVersion: draft.version, waitMs: 10_000 }
  expect(await refusalOf(storekeeper.change('ConfirmMiscellaneousMovement', seen))).toMatchObject({
    code: 'MAKER_CONFIRMS',
  })
  await controller.change('ConfirmMiscellaneousMovement', seen)
  await company.atRest()

  const { trialBalance } = await accountant.ask<Trial>('TrialBalance', january)
  const figures = trialBalance.lines.flatMap(({ account: { code, leaf }, opening, turnover }) =>
    leaf ? [[code, ...[opening, turnover].flatMap(({ debit, credit }) => [debit.amount, credit.amount])]] : [],
  )
  expect(figures.filter(([, ...amounts]) => amounts.some((amount) => amount !== '0.00'))).toEqual([
    ['1002', '700.00', '0.00', '0.00', '0.00'],
    ['1405.01', '300.00', '0.00', '0.00', '0.00'],
    ['4001', '0.00', '1000.00', '0.00', '0.00'],
  ])
  expect(await company.stockOf('TILE')).toEqual({ MAIN: '36 / 300.00' })
  await controller.closes('2026-01')
  expect(await company.reconciliation()).toEqual({
    ...{ stockValue: '300.00', ledgerValue: '300.00', inFlightValue: '0.00', difference: '0.00' },
  })
})
