import { dimensionValueChanged } from '@erp/contracts'
import { isRefusal, newId } from '@erp/values'
import { expect, test } from 'vitest'
import { announceUntoldDimensionValues } from '../src/use-cases/announce-dimension-value.ts'
import { changeDimensionValue } from '../src/use-cases/change-dimension-value.ts'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { persons, useFinanceDatabase } from './finance-database.ts'

const { database, prisma, transactor, accountantOfNewCompany } = await useFinanceDatabase()

async function toldOf(companyId: string): Promise<string[]> {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${dimensionValueChanged.type} and company_id = ${companyId}::uuid order by pos`
  return rows.map(({ payload }) => {
    const { dimension, code, name, active, version } = dimensionValueChanged.schema.parse(payload)
    return `${dimension} ${code} ${name.en} ${active} ${version}`
  })
}

test('a department is told when it is named, renamed and taken out of use; what is refused is not', async () => {
  const accountant = await accountantOfNewCompany()
  const create = () =>
    transactor.transact(accountant, 'createDimensionValue', (unit) =>
      createDimensionValue(unit, persons, {
        dimension: 'department',
        code: 'D01',
        name: { zh: '销售部', en: 'Sales' },
      }),
    )
  const value = await create()
  if (isRefusal(value)) throw new Error(value.refusal)
  await create()
  const change = (expectedVersion: number) =>
    transactor.transact(accountant, 'changeDimensionValue', (unit) =>
      changeDimensionValue(unit, persons, {
        ...{ dimensionValueId: value.id, expectedVersion, name: { zh: '市场部', en: 'Marketing' }, active: false },
      }),
    )
  await change(1)
  await change(1)
  expect(await toldOf(accountant.companyId)).toEqual([
    'DEPARTMENT D01 Sales true 1',
    'DEPARTMENT D01 Marketing false 2',
  ])
  await announceUntoldDimensionValues(prisma, transactor)
  expect(await toldOf(accountant.companyId)).toHaveLength(2)
})

test('what was named before the others heard of it is told once, also when two processes start', async () => {
  const { companyId } = await accountantOfNewCompany()
  for (const [dimension, code] of [
    ['department', 'D01'],
    ['project', 'P01'],
  ])
    await database.rows`
      insert into dimension_value (id, company_id, dimension, code, name_zh, name_en, version)
      values (${newId()}::uuid, ${companyId}::uuid, ${dimension}, ${code}, '旧', 'Old', 3)`
  const counts = await Promise.all([1, 2].map(() => announceUntoldDimensionValues(prisma, transactor)))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2)
  expect((await toldOf(companyId)).sort()).toEqual(['DEPARTMENT D01 Old true 3', 'PROJECT P01 Old true 3'])
  expect(await announceUntoldDimensionValues(prisma, transactor)).toBe(0)
})
