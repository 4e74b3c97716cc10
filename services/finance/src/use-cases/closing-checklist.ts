import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import { blockersOf, type ChecklistStep, type ClosingBlocker, checklistSteps } from '../domain/closing-blockers.ts'
import type { ClosingCertificate } from '../domain/closing-certificate.ts'
import type { ClosingRun } from '../domain/closing-step.ts'
import type { FiscalPeriod } from '../domain/fiscal-period.ts'
import { modules, type PeriodSeal } from '../domain/period-seal.ts'
import type { ReopeningRequest } from '../domain/reopening-request.ts'
import { currencyOfBooks } from '../store/books.ts'
import { areCountsUndecided } from '../store/cash-counts.ts'
import { certificateContents, certificatesOfPeriod } from '../store/closing-certificates.ts'
import { runsOfPeriod } from '../store/closing-runs.ts'
import { findPeriodsFor } from '../store/fiscal-periods.ts'
import { sealsOfPeriod } from '../store/period-seals.ts'
import { requestsOfPeriod } from '../store/reopening-requests.ts'
import { figuresOfPeriods } from './closing-figures.ts'

export type ChecklistItem = {
  readonly step: ChecklistStep
  readonly state: 'DONE' | 'PENDING' | 'BLOCKED'
  readonly blockers: readonly ClosingBlocker[]
  readonly runs: readonly ClosingRun[]
}

/** Certificates with whether the ledger still is what they say. */
export type CheckedCertificate = ClosingCertificate & { readonly holds: boolean }

export type ClosingChecklist = {
  readonly fiscalPeriod: FiscalPeriod
  readonly items: readonly ChecklistItem[]
  readonly readyToClose: boolean
  readonly seals: readonly PeriodSeal[]
  readonly certificates: readonly CheckedCertificate[]
  readonly reopeningRequests: readonly ReopeningRequest[]
}

/** How far the month-end of a period is. Give it a transaction that is one snapshot. */
export async function closingChecklist(
  tx: Sql,
  companyId: string,
  period: Period,
): Promise<ClosingChecklist | undefined> {
  const [fiscalPeriod] = await findPeriodsFor(tx, [{ companyId, period }])
  const currency = await currencyOfBooks(tx, companyId)
  if (!fiscalPeriod || currency === undefined) return undefined
  const { figures } = await figuresOfPeriods(tx, { companyId, currency }, [period])
  const its = figures.get(period)
  const blockers = its ? blockersOf(its) : []
  const runs = await runsOfPeriod(tx, companyId, period)
  const seals = await sealsOfPeriod(tx, companyId, period)
  const closed = fiscalPeriod.status === 'CLOSED'
  const done: Partial<Record<ChecklistStep, boolean>> = {
    SEAL_MODULES: modules.every((module) => seals.some((seal) => seal.module === module && seal.sealed)),
    COUNT_CASH: !(await areCountsUndecided(tx, companyId, period)),
    CLOSE: closed,
    OPEN_NEXT: its?.hasNext ?? false,
  }
  const items = checklistSteps.map((step): ChecklistItem => {
    const own = blockers.filter((blocker) => blocker.step === step)
    const state = own.length > 0 ? 'BLOCKED' : (done[step] ?? true) ? 'DONE' : 'PENDING'
    return { step, state, blockers: own, runs: runs.filter((run) => run.step === step) }
  })
  return {
    ...{ fiscalPeriod, items, seals, readyToClose: !closed && blockers.length === 0 },
    certificates: await checkedCertificates(tx, { companyId, currency }, period),
    reopeningRequests: await requestsOfPeriod(tx, companyId, period),
  }
}

/** Templates and positions go on; what must never move is the trial balance and the numbers given. */
async function checkedCertificates(
  tx: Sql,
  books: { readonly companyId: string; readonly currency: string },
  period: Period,
): Promise<CheckedCertificate[]> {
  const certificates = await certificatesOfPeriod(tx, books.companyId, period)
  if (certificates.length === 0) return []
  const [now] = await certificateContents(tx, books, [period])
  const figures = (contents: typeof now) => JSON.stringify([contents?.trialBalance, contents?.lastNumbers])
  return certificates.map((one) => ({ ...one, holds: figures(one.contents) === figures(now) }))
}
