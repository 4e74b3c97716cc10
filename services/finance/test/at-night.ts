import { financeSecurityEventNoted } from '@erp/contracts'
import type { TestDatabase } from '@erp/testing'
import { vi } from 'vitest'

/** Does `work` at eleven at night, Beijing time; answers whom those who watch over security are told of, one for each thing done. */
export async function notedAtNight(database: TestDatabase, companyId: string, work: () => Promise<unknown>) {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-20T15:00:00Z') })
  try {
    await work()
  } finally {
    vi.useRealTimers()
  }
  const told = await database.rows<{ payload: { kind: string; userId: string } }>`
    select payload from platform.outbox
    where type = ${financeSecurityEventNoted.type} and payload ->> 'companyId' = ${companyId} order by pos`
  return told.map(({ payload: { kind, userId } }) => [kind, userId])
}
