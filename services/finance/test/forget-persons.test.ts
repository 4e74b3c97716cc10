import { dimensionValueChanged } from '@erp/contracts'
import { columnsWith } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { changeDimensionValue } from '../src/use-cases/change-dimension-value.ts'
import { forgetPersons } from '../src/use-cases/forget-persons.ts'
import { claimantsOf } from './expense-people.ts'
import { messageOf, useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const { database, transactor } = finance
const pseudonym = 'Former user 已离职用户 3F9A0C'

const forgets = (companyId: string, userId: string) => {
  const message = messageOf(companyId, { companyId, userId, pseudonym })
  return transactor.system([companyId], 'identity.user.pseudonymised.v1', (unit) => forgetPersons(unit, [message]))
}

test('an employee who left is called by the pseudonym in every version, and no stream ever held the name', async () => {
  const people = await claimantsOf(finance)
  const { companyId } = people.clerk
  const unique = newId().slice(-8)
  const renamed = (expectedVersion: number, name: string, dimensionValueId = people.employeeId) =>
    transactor.transact(people.clerk, 'changeDimensionValue', (unit) =>
      changeDimensionValue(unit, {
        dimensionValueId,
        expectedVersion,
        name: { zh: name, en: name },
        active: undefined,
      }),
    )
  sound(await renamed(1, `王芳${unique}`))
  sound(await renamed(2, `李芳${unique}`))
  sound(await renamed(1, `Sales ${unique}`, people.departmentId))
  expect(await columnsWith(database, `芳${unique}`)).toEqual([
    'public.dimension_value.name_en',
    'public.dimension_value.name_zh',
    'public.dimension_value_revision.name_en',
    'public.dimension_value_revision.name_zh',
  ])

  await forgets(companyId, people.employee.userId)
  expect(await columnsWith(database, `芳${unique}`)).toEqual([])
  expect(
    await database.rows`
      select version, name_zh, name_en from dimension_value_revision
      where dimension_value_id = ${people.employeeId}::uuid order by version`,
  ).toEqual([1, 2, 3, 4].map((version) => ({ version, name_zh: pseudonym, name_en: pseudonym })))
  expect(
    await database.rows`select code, name_en, version from dimension_value where company_id = ${companyId}::uuid order by code`,
  ).toEqual([
    { code: 'SALES', name_en: `Sales ${unique}`, version: 2 },
    { code: 'WANG', name_en: pseudonym, version: 4 },
  ])
  const told = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${dimensionValueChanged.type} and aggregate_id = ${people.employeeId}::uuid order by pos`
  expect(told.map(({ payload }) => dimensionValueChanged.schema.parse(payload))).toMatchObject(
    [1, 2, 3, 4].map((version) => ({ version, name: { zh: 'WANG', en: 'WANG' }, active: true })),
  )
})

test('of somebody who was no employee, or is one in another company, nothing changes', async () => {
  const [people, others] = [await claimantsOf(finance), await claimantsOf(finance)]
  await forgets(people.clerk.companyId, newId())
  await forgets(people.clerk.companyId, others.employee.userId)
  expect(
    await database.rows`
      select name_en, version from dimension_value where id in (${people.employeeId}::uuid, ${others.employeeId}::uuid)`,
  ).toEqual([
    { name_en: 'WANG', version: 1 },
    { name_en: 'WANG', version: 1 },
  ])
})
