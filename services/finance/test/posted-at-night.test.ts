import { financeSecurityEventNoted } from '@erp/contracts'
import { afterEach, expect, test, vi } from 'vitest'
import { useFinanceDatabase } from './finance-database.ts'
import { peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
afterEach(() => void vi.useRealTimers())

test.each([
  ['2026-10-20T13:59:59Z', false],
  ['2026-10-20T14:00:00Z', true],
  ['2026-10-20T21:59:59Z', true],
  ['2026-10-20T22:00:00Z', false],
])('who posts at %s is told to those who watch over security: %s', async (at, isTold) => {
  const { maker, controller, reviewed, post } = await peopleOf(finance)
  const draft = await reviewed()
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(at) })
  sound(await post(draft))
  const told = await finance.database.rows<{ payload: object }>`
    select payload from platform.outbox
    where type = ${financeSecurityEventNoted.type} and payload ->> 'companyId' = ${maker.companyId}`
  const { companyId } = maker
  expect(told.map(({ payload }) => payload)).toEqual(
    isTold ? [{ companyId, kind: 'POSTED_AT_ODD_HOURS', userId: controller.userId }] : [],
  )
})
