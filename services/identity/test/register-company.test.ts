import { companyChanged } from '@erp/contracts'
import { refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { findCompany } from '../src/store/companies.ts'
import { registerCompany } from '../src/use-cases/register-company.ts'
import { accepted, useIdentity } from './use-identity.ts'

const { database, transactor, administrator, company } = await useIdentity()
const founder = await administrator()
const facts = {
  code: 'LINGNAN',
  name: { zh: ' 岭南机械有限公司 ', en: 'Lingnan Machinery' },
  baseCurrency: 'CNY',
  accountingStandard: 'CAS_SMALL',
  firstPeriod: '2026-03',
} as const
const register = (input: Partial<Record<keyof typeof facts, unknown>> = {}) =>
  transactor.transact(founder, 'registerCompany', (unit) =>
    registerCompany(unit, { ...facts, ...input } as Parameters<typeof registerCompany>[1]),
  )
const counts = () => database.rows`
  select (select count(*)::int from companies) as companies, (select count(*)::int from memberships) as memberships,
         (select count(*)::int from platform.outbox) as events, (select count(*)::int from platform.audit_log) as audits`

describe('registering a company', () => {
  test('makes the caller its administrator and tells the other services', async () => {
    const registered = accepted(await register())
    expect(registered).toMatchObject({ code: 'LINGNAN', name: { zh: '岭南机械有限公司', en: 'Lingnan Machinery' } })
    expect(
      await database.rows`select user_id, role_code from membership_roles where company_id = ${registered.id}`,
    ).toEqual([{ user_id: founder.userId, role_code: 'ADMINISTRATOR' }])
    const [event, ...others] = await database.rows<{ subject: string; type: string; payload: unknown }>`
      select subject, type, payload from platform.outbox
      where company_id = ${registered.id} and type = ${companyChanged.type}`
    expect(others).toEqual([])
    expect(event).toEqual({
      subject: `evt.identity.company.${registered.id}`,
      type: companyChanged.type,
      payload: {
        companyId: registered.id,
        code: 'LINGNAN',
        name: { zh: '岭南机械有限公司', en: 'Lingnan Machinery' },
        baseCurrency: 'CNY',
        accountingStandard: 'CAS_SMALL',
        firstPeriod: '2026-03',
        active: true,
        version: 1,
      },
    })
  })

  test.each([
    ['a code that is taken', { code: 'LINGNAN' }, refuse('CompanyCodeTaken', { companyCode: 'LINGNAN' })],
    ['a code with spaces', { code: 'A B' }, refuse('InvalidInput', { field: 'code', problem: 'NOT_A_COMPANY_CODE' })],
    [
      'an unknown currency',
      { baseCurrency: 'XYZ' },
      refuse('InvalidInput', { field: 'baseCurrency', problem: 'UNKNOWN_CURRENCY' }),
    ],
    [
      'a month thirteen',
      { firstPeriod: '2026-13' },
      refuse('InvalidInput', { field: 'firstPeriod', problem: 'NOT_A_PERIOD' }),
    ],
    [
      'an empty name',
      { name: { zh: ' ', en: 'X' } },
      refuse('InvalidInput', { field: 'name.zh', problem: 'LENGTH_NOT_1_TO_200' }),
    ],
  ])('%s is refused, and nothing else happens', async (_, input, refusal) => {
    const before = await counts()
    expect(await register(input)).toEqual(refusal)
    expect(await counts()).toEqual(before)
  })
})

test('a company is seen by its own members only', async () => {
  const theirs = await company(await administrator())
  const mine = accepted(await register({ code: 'HOME-1' }))
  const seenFrom = (companyId: string) => transactor.read([companyId], (tx) => findCompany(tx, theirs.id))
  expect(await seenFrom(theirs.id)).toMatchObject({ id: theirs.id })
  expect(await seenFrom(mine.id)).toBeUndefined()
})
