import { periodChanged } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import { fingerprint, type UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, nextPeriod, type Period, refuse } from '@erp/values'
import { blockersOf, type ClosingBlocked } from '../domain/closing-blockers.ts'
import {
  closeThrough,
  type EarlierPeriodOpen,
  type FiscalPeriod,
  openPeriods,
  type PeriodNotOpen,
} from '../domain/fiscal-period.ts'
import { modules } from '../domain/period-seal.ts'
import { currencyOfBooks } from '../store/books.ts'
import { certificateContents, insertCertificates } from '../store/closing-certificates.ts'
import { insertPeriods } from '../store/fiscal-periods.ts'
import { insertSeals, unsealedModules } from '../store/period-seals.ts'
import { toPeriodChanged } from './book-events.ts'
import { decideOnPeriod, keepPeriods, type PeriodNotFound, type StaleVersion } from './change-period.ts'
import { figuresOfPeriods } from './closing-figures.ts'

/**
 * Closes a period 结账, and with `includingEarlier` every earlier one that is still open. Postings under way end first.
 * Refused while anything of the month-end is left to do; seals the modules that are not sealed, certifies what the books
 * are, and opens the next year when the books end here.
 */
export async function closePeriod(
  unit: UnitOfWork,
  input: {
    readonly period: Period
    readonly expectedVersion: number
    readonly reason: string | null
    readonly includingEarlier: boolean
  },
): Promise<FiscalPeriod | PeriodNotFound | StaleVersion | PeriodNotOpen | EarlierPeriodOpen | ClosingBlocked> {
  const { tx, caller } = unit
  const decision = await decideOnPeriod(unit, input)
  if (isRefusal(decision)) return decision
  const closed = closeThrough(decision.decided, decision.books, input.includingEarlier)
  if (isRefusal(closed)) return closed

  const currency = await currencyOfBooks(tx, caller.companyId)
  if (currency === undefined) return refuse('PeriodNotFound', { period: input.period })
  const books = { companyId: caller.companyId, currency }
  const { figures } = await figuresOfPeriods(
    tx,
    books,
    closed.map(({ period }) => period),
  )
  for (const [period, its] of figures) {
    const blockers = blockersOf(its)
    if (blockers.length > 0) return refuse('ClosingBlocked', { period, blockers })
  }
  await sealWhatIsNot(unit, closed)
  const saved = await keepPeriods(unit, closed, input.reason)
  await certify(unit, books, saved)
  if (!figures.get(input.period)?.hasNext) await openNext(unit, input.period)
  return saved.find(({ period }) => period === input.period) ?? decision.decided
}

async function sealWhatIsNot({ tx, caller, now }: UnitOfWork, periods: readonly FiscalPeriod[]): Promise<void> {
  const left = await unsealedModules(
    tx,
    periods.map(({ id }) => id),
    modules,
  )
  const { companyId, userId: changedBy } = caller
  await insertSeals(
    tx,
    left.map((one) => ({ ...one, id: newId(), companyId, sealed: true, reason: null, changedBy, changedAt: now })),
  )
}

async function certify(
  { tx, caller, now }: UnitOfWork,
  books: { readonly companyId: string; readonly currency: string },
  periods: readonly FiscalPeriod[],
): Promise<void> {
  const ids = new Map(periods.map(({ id, period }) => [period, id]))
  const contents = await certificateContents(tx, books, [...ids.keys()])
  await insertCertificates(
    tx,
    contents.map((one) => ({
      ...{ id: newId(), companyId: books.companyId, periodId: ids.get(one.period) ?? '', contents: one },
      ...{ digest: fingerprint(one), issuedBy: caller.userId, issuedAt: now },
    })),
  )
}

async function openNext(unit: UnitOfWork, period: Period): Promise<void> {
  const opened = openPeriods(unit.caller.companyId, nextPeriod(period))
  await insertPeriods(unit.tx, opened)
  await emitAll(
    unit,
    periodChanged,
    opened.map((one) => toPeriodChanged(one)),
  )
}
