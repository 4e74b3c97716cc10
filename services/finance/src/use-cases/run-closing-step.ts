import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isRefusal, newId, type Period, type Refusal, refuse } from '@erp/values'
import { provideForBadDebts } from '../domain/bad-debt-provision.ts'
import { carryForward, closeYear } from '../domain/carry-forward.ts'
import {
  blockersBefore,
  blockersOf,
  type ClosingBlocked,
  type ClosingFigures,
  isYearEnd,
} from '../domain/closing-blockers.ts'
import { type ClosingLine, type ClosingRun, type ClosingStep, closingVoucher } from '../domain/closing-step.ts'
import { type EarlierPeriodOpen, type PeriodNotOpen, periodToCloseNext } from '../domain/fiscal-period.ts'
import { revalue } from '../domain/revaluation.ts'
import { vatTransfer } from '../domain/vat-transfer.ts'
import { currencyOfBooks } from '../store/books.ts'
import { insertRun, nextRunNumber } from '../store/closing-runs.ts'
import { lockPeriodsForChange } from '../store/fiscal-periods.ts'
import { postVouchers } from '../store/vouchers.ts'
import type { PeriodNotFound } from './change-period.ts'
import { figuresOfPeriods, type PeriodFigures } from './closing-figures.ts'
import { noteOddHour } from './note-security-event.ts'

export type ClosingAccountMissing = Refusal<'ClosingAccountMissing', { accountKey: string }>
export type NotYearEnd = Refusal<'NotYearEnd', { period: Period }>

/**
 * Runs a step of the month-end: posts what is left to post, and only that, so it may be run again after a late voucher.
 * Postings into the company's periods wait meanwhile, so the figures cannot move underneath.
 */
export async function runClosingStep(
  unit: UnitOfWork,
  { period, step }: { readonly period: Period; readonly step: ClosingStep },
): Promise<
  ClosingRun | PeriodNotFound | PeriodNotOpen | EarlierPeriodOpen | NotYearEnd | ClosingBlocked | ClosingAccountMissing
> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const fiscalPeriod = periodToCloseNext(await lockPeriodsForChange(tx, companyId), period)
  if (isRefusal(fiscalPeriod)) return fiscalPeriod
  if (step === 'YEAR_CLOSE' && !isYearEnd(period)) return refuse('NotYearEnd', { period })

  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('PeriodNotFound', { period })
  const all = await figuresOfPeriods(tx, { companyId, currency }, [period])
  const figures = all.figures.get(period)
  if (!figures) throw new Error(`There are no figures of ${period}`)
  const blockers = blockersBefore(step, blockersOf(figures))
  if (blockers.length > 0) return refuse('ClosingBlocked', { period, blockers })
  const lines = linesOf(step, figures, all.accounts)
  if (isRefusal(lines)) return lines

  const run = {
    ...{ id: newId(), companyId, periodId: fiscalPeriod.id, period, step, voucherId: null },
    ...{ runNumber: await nextRunNumber(tx, fiscalPeriod.id, step), runBy: userId, runAt: now },
  }
  return keepRun(unit, run, lines, currency)
}

async function keepRun(
  unit: UnitOfWork,
  run: ClosingRun,
  lines: readonly ClosingLine[],
  currency: Currency,
): Promise<ClosingRun> {
  const vouchers = lines.length === 0 ? [] : [{ ...closingVoucher(run, lines, currency), sourceEventId: null }]
  if (vouchers.length > 0) await noteOddHour(unit)
  const [voucher] = await postVouchers(unit.tx, vouchers)
  const kept = { ...run, voucherId: voucher?.id ?? null }
  await insertRun(unit.tx, kept)
  return kept
}

function linesOf(
  step: ClosingStep,
  figures: ClosingFigures,
  accounts: PeriodFigures['accounts'],
): readonly ClosingLine[] | ClosingAccountMissing {
  const { currency } = figures
  const [first, second] = keysOf[step].map((key) => accounts.get(key))
  if (!first) return refuse('ClosingAccountMissing', { accountKey: keysOf[step][0] })
  if (!second) return refuse('ClosingAccountMissing', { accountKey: keysOf[step][1] })
  switch (step) {
    case 'FX_REVALUATION':
      return revalue(figures.foreignItems, figures.rates, { differences: first, currency })
    case 'BAD_DEBT_PROVISION':
      return provideForBadDebts(figures.badDebts, { losses: first, allowance: second, currency })
    case 'VAT_TRANSFER':
      return vatTransfer(figures.vat, { transferredOut: first, unpaid: second, currency })
    case 'PROFIT_CARRY_FORWARD':
      return carryForward(figures.items, { profitOfYear: first, retainedEarnings: second, currency })
    case 'YEAR_CLOSE':
      return closeYear(figures.profitOfYear, { profitOfYear: first, retainedEarnings: second, currency })
  }
}

/** The account keys each step posts by. */
const keysOf = {
  FX_REVALUATION: ['FIN.FX', 'FIN.FX'],
  BAD_DEBT_PROVISION: ['BAD', 'BAD-ALW'],
  VAT_TRANSFER: ['V-OUT', 'V-UNP'],
  PROFIT_CARRY_FORWARD: ['CYP', 'RE'],
  YEAR_CLOSE: ['CYP', 'RE'],
} as const
