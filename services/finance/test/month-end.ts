import type { Caller } from '@erp/service-kit'
import { isRefusal, newId, type Period } from '@erp/values'
import type { ClosingRun, ClosingStep } from '../src/domain/closing-step.ts'
import { closePeriod } from '../src/use-cases/close-period.ts'
import { reopenPeriod } from '../src/use-cases/reopen-period.ts'
import { requestReopening } from '../src/use-cases/request-reopening.ts'
import { runClosingStep } from '../src/use-cases/run-closing-step.ts'
import { type Entry, postEntries } from './entries.ts'
import { callerOf, useFinanceDatabase } from './finance-database.ts'
import { nobodyAsked } from './use-approval.ts'

/** The acts of a month-end on a real database. */
export async function useMonthEnd() {
  const finance = await useFinanceDatabase()
  const { transactor, database } = finance

  const enter = (caller: Caller, date: string, ...entries: readonly Entry[]) =>
    transactor.transact(caller, 'postVoucher', (unit) => postEntries(unit.tx, caller, date, entries))

  const run = (caller: Caller, period: string, step: ClosingStep) =>
    transactor.transact(caller, 'runClosingStep', (unit) => runClosingStep(unit, { period: period as Period, step }))

  async function versionOf({ companyId }: Caller, period: string): Promise<number> {
    const [row] = await database.rows<{ version: number }>`
      select version from fiscal_period where company_id = ${companyId}::uuid and period = ${period}`
    return row?.version ?? 0
  }

  async function close(caller: Caller, period: string, includingEarlier = false) {
    const expectedVersion = await versionOf(caller, period)
    return transactor.transact(caller, 'closePeriod', (unit) =>
      closePeriod(unit, { period: period as Period, expectedVersion, reason: null, includingEarlier }),
    )
  }

  async function request(caller: Caller, period: string, reason = 'late invoice', approvals = nobodyAsked) {
    const expectedVersion = await versionOf(caller, period)
    return transactor.transact(caller, 'requestReopening', (unit) =>
      requestReopening(unit, { period: period as Period, expectedVersion, reason }, approvals),
    )
  }

  async function reopen(caller: Caller, period: string, reason = 'late invoice', approvals = nobodyAsked) {
    const expectedVersion = await versionOf(caller, period)
    return transactor.transact(caller, 'reopenPeriod', (unit) =>
      reopenPeriod(unit, { period: period as Period, expectedVersion, reason }, approvals),
    )
  }

  /** The lines a run posted, as an accountant writes them; empty when it posted none. */
  async function postedBy(outcome: Awaited<ReturnType<typeof run>>): Promise<string[]> {
    const done = sound<typeof outcome>(outcome) as ClosingRun
    const rows = await database.rows<{ line: string }>`
      select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
      from voucher_line l join account a on a.id = l.account_id
      where l.voucher_id = ${done.voucherId}::uuid order by l.line_number`
    return rows.map(({ line }) => line)
  }

  /** Another person of the same company. */
  const colleagueOf = ({ companyId }: Caller) => ({ ...callerOf(companyId), userId: newId() })

  return { ...finance, enter, run, close, request, reopen, postedBy, colleagueOf, versionOf }
}

export function sound<Outcome>(outcome: Outcome) {
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome))
  return outcome as Exclude<Outcome, { refusal: string }>
}
