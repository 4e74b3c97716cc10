import { dimensionValueChanged } from '@erp/contracts'
import { columnsWith } from '@erp/testing'
import { newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { findDimensionValue } from '../src/store/dimension-values.ts'
import { openName } from '../src/store/employee-names.ts'
import { changeDimensionValue } from '../src/use-cases/change-dimension-value.ts'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { forgetPersons } from '../src/use-cases/forget-persons.ts'
import { pseudonymiseEmployee } from '../src/use-cases/pseudonymise-employee.ts'
import { sealEmployees } from '../src/use-cases/seal-employees.ts'
import { claimantsOf } from './expense-people.ts'
import { messageOf, persons, useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const { database, transactor } = finance
const pseudonym = 'Former user 已离职用户 3F9A0C'

const forgets = (companyId: string, userId: string) => {
  const message = messageOf(companyId, { companyId, userId, pseudonym })
  return transactor.system([companyId], 'identity.user.pseudonymised.v1', (unit) =>
    forgetPersons(unit, persons, [message]),
  )
}

const nameOf = async (companyId: string, id: string) => {
  const value = await transactor.read([companyId], (tx) => findDimensionValue(tx, id))
  return value && openName(persons, value.name)
}

test('an employee who left is called by the pseudonym in every version, and no stream ever held the name', async () => {
  const people = await claimantsOf(finance)
  const { companyId } = people.clerk
  const unique = newId().slice(-8)
  const renamed = (expectedVersion: number, name: string, dimensionValueId = people.employeeId) =>
    transactor.transact(people.clerk, 'changeDimensionValue', (unit) =>
      changeDimensionValue(unit, persons, {
        dimensionValueId,
        expectedVersion,
        name: { zh: name, en: name },
        active: undefined,
      }),
    )
  sound(await renamed(1, `王芳${unique}`))
  sound(await renamed(2, `李芳${unique}`))
  sound(await renamed(1, `Sales ${unique}`, people.departmentId))
  expect(await columnsWith(database, `芳${unique}`)).toEqual([])
  expect(await nameOf(companyId, people.employeeId)).toEqual({ zh: `李芳${unique}`, en: `李芳${unique}` })

  await forgets(companyId, people.employee.userId)
  await forgets(companyId, people.employee.userId)
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
  for (const [{ companyId }, id] of [
    [people.clerk, people.employeeId],
    [others.clerk, others.employeeId],
  ] as const)
    expect(await nameOf(companyId, id)).toEqual({ zh: 'WANG', en: 'WANG' })
})

/** An employee of whom no user claims. */
async function worker() {
  const { clerk } = await claimantsOf(finance)
  const name = { zh: `赵工${newId().slice(-8)}`, en: `Zhao ${newId().slice(-8)}` }
  const made = await transactor.transact(clerk, 'createDimensionValue', (unit) =>
    createDimensionValue(unit, persons, { dimension: 'employee', code: 'E-1', name }),
  )
  const { id } = sound(made)
  const changes = (expectedVersion: number, change: { name?: typeof name; active?: boolean }) =>
    transactor.transact(clerk, 'changeDimensionValue', (unit) =>
      changeDimensionValue(unit, persons, {
        ...{ dimensionValueId: id, expectedVersion },
        ...{ name: change.name, active: change.active },
      }),
    )
  const forget = (expectedVersion: number, employeeId = id) =>
    transactor.transact(clerk, 'pseudonymiseEmployee', (unit) =>
      pseudonymiseEmployee(unit, { employeeId, expectedVersion }),
    )
  return { clerk, id, name, changes, forget }
}

test('an employee whom no user claims as is forgotten once out of use, in every version, for good', async () => {
  const { clerk, id, name, changes, forget } = await worker()
  expect(await forget(1)).toEqual(refuse('EmployeeStillActive'))
  sound(await changes(1, { active: false }))
  expect(await nameOf(clerk.companyId, id)).toEqual(name)
  expect(await forget(1)).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
  expect(await forget(1, newId())).toEqual(refuse('DimensionValueNotFound'))

  expect(sound(await forget(2))).toMatchObject({ version: 3, pseudonymised: true, active: false })
  const told = await nameOf(clerk.companyId, id)
  expect(told?.zh).toMatch(/^Former employee 已离职职员 [0-9A-F]{6}$/)
  expect(
    await database.rows`
      select distinct name_zh as zh, name_en as en from dimension_value_revision where dimension_value_id = ${id}::uuid`,
  ).toEqual([told])
  expect(await forget(3)).toEqual(refuse('EmployeePseudonymised'))
  expect(await changes(3, { name })).toEqual(refuse('EmployeePseudonymised'))
  sound(await changes(3, { active: true }))
})

test('an employee who is a user is forgotten with the user', async () => {
  const people = await claimantsOf(finance)
  const forget = await transactor.transact(people.clerk, 'pseudonymiseEmployee', (unit) =>
    pseudonymiseEmployee(unit, { employeeId: people.employeeId, expectedVersion: 1 }),
  )
  expect(forget).toEqual(refuse('EmployeeIsUser', { userId: people.employee.userId }))
})

test('names that a release before left in clear are sealed at the start, in every version, once', async () => {
  const { clerk, id, name, changes } = await worker()
  sound(await changes(1, { name: { zh: '赵二', en: name.en } }))
  await database.rows`update dimension_value set name_zh = '赵二', name_en = ${name.en} where id = ${id}::uuid`
  await database.rows`
    update dimension_value_revision set name_zh = case version when 1 then ${name.zh} else '赵二' end, name_en = ${name.en}
    where dimension_value_id = ${id}::uuid`
  expect(await columnsWith(database, name.en)).toHaveLength(2)

  expect(await sealEmployees(transactor, persons)).toBe(1)
  expect(await sealEmployees(transactor, persons)).toBe(0)
  expect(await columnsWith(database, name.en)).toEqual([])
  expect(await columnsWith(database, name.zh)).toEqual([])
  expect(await nameOf(clerk.companyId, id)).toEqual({ zh: '赵二', en: name.en })
  const versions = await database.rows<{ zh: string; en: string }>`
    select name_zh as zh, name_en as en from dimension_value_revision where dimension_value_id = ${id}::uuid order by version`
  expect(versions.map((version) => openName(persons, version).zh)).toEqual([name.zh, '赵二'])
})

test('a backup that brings sealed names back shows the pseudonym, for the key is gone', async () => {
  const { clerk, id, changes, forget } = await worker()
  sound(await changes(1, { active: false }))
  const [before] = await database.rows<{ zh: string; en: string }>`
    select name_zh as zh, name_en as en from dimension_value where id = ${id}::uuid`
  sound(await forget(2))
  persons.destroy([id])
  await database.rows`
    update dimension_value set name_zh = ${before?.zh}, name_en = ${before?.en}, pseudonymised_at = null where id = ${id}::uuid`
  expect((await nameOf(clerk.companyId, id))?.zh).toMatch(/^Former employee/)
})
