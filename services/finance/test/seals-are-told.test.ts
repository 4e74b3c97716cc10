import { periodChanged } from '@erp/contracts'
import type { Period } from '@erp/values'
import { expect, test } from 'vitest'
import type { Module } from '../src/domain/period-seal.ts'
import { sealPeriod, unsealPeriod } from '../src/use-cases/seal-period.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const period = '2026-10' as Period

test('the others hear which modules are done with a period, as versions of the period', async () => {
  const { maker, controller, as } = await peopleOf(finance)
  const told = async () => {
    const rows = await finance.database.rows<{ payload: { version: number; sealedModules?: string[] } }>`
      select payload from platform.outbox
      where type = ${periodChanged.type} and payload ->> 'companyId' = ${maker.companyId} and payload ->> 'period' = ${period}
      order by pos`
    return rows.map(({ payload }) => [payload.version, payload.sealedModules ?? null])
  }
  const seal = (module: Module) => as(controller, (u) => sealPeriod(u, { period, module, reason: null }))
  sound(await seal('PURCHASING'))
  sound(await seal('INVENTORY'))
  expect(await seal('INVENTORY')).toMatchObject({ refusal: 'ModuleSealed' })
  for (const module of ['PURCHASING', 'INVENTORY'] as const)
    sound(await as(controller, (u) => unsealPeriod(u, { period, module, reason: '补记' })))
  expect(await told()).toEqual([
    [1, null],
    [2, ['PURCHASING']],
    [3, ['INVENTORY', 'PURCHASING']],
    [4, ['INVENTORY']],
    [5, null],
  ])
})
