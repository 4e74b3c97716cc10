import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isId, isRefusal, newId, type Refusal, refuse, writtenBy, zero } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import {
  type ExpenseClaim,
  type ExpenseClaimNotReady,
  isBeingWritten,
  mostClaimLines,
  notReady,
  write,
} from '../domain/expense-claim.ts'
import type { ExpenseClaimant } from '../domain/expense-claimant.ts'
import type { WrittenLine } from '../domain/expense-line.ts'
import { type LineInput, readLines } from '../domain/expense-line-input.ts'
import { type ExpenseTrip, readTrips } from '../domain/expense-trip.ts'
import { digestOfWritten } from '../domain/written-digest.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findDimensionValues } from '../store/dimension-values.ts'
import { linesOfClaims, replaceLines } from '../store/expense-claim-lines.ts'
import { claimantOfUser, findClaimant } from '../store/expense-claimants.ts'
import { insertClaim, saveClaim, takeClaimNumber } from '../store/expense-claims.ts'
import { tripsOfClaims } from '../store/expense-trips.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import {
  type ClaimantUnknown,
  type ExpenseClaimNotFound,
  lockOwnClaim,
  lockVisibleClaim,
  type NotYourClaim,
  writesFor,
} from './expense-claim-access.ts'
import { claimFacts } from './expense-claim-facts.ts'
import type { ExpenseTypeNotFound } from './set-expense-type.ts'

export type ExpenseReferenceUnknown = Refusal<
  'ExpenseReferenceUnknown',
  { reference: 'EMPLOYEE' | 'DEPARTMENT' | 'PROJECT'; referenceId: string }
>

/** A whole claim as somebody is writing it. */
export interface WrittenClaim {
  /** Left null, the employee that the caller is. */
  readonly employeeId: string | null
  readonly title: string
  readonly note: string
  readonly lines: readonly WrittenLine[]
  readonly trips: readonly ExpenseTrip[]
}

type WriteRefusal =
  | InvalidInput
  | BooksNotOpen
  | ClaimantUnknown
  | NotYourClaim
  | ExpenseTypeNotFound
  | ExpenseReferenceUnknown
  | ExpenseClaimNotReady

/** Keeps a claim as far as it is written: a new one, or all of one anew. What is missing is said and does not matter yet. */
export async function saveExpenseClaim(
  unit: UnitOfWork,
  input: Omit<WrittenClaim, 'lines'> & {
    readonly lines: readonly LineInput[]
    readonly expenseClaimId: string | null
    readonly expectedVersion: number | null
  },
): Promise<ExpenseClaim | WriteRefusal | ExpenseClaimNotFound | StaleVersion> {
  const { expenseClaimId, expectedVersion, ...head } = input
  const currency = await currencyOfBooks(unit.tx, unit.caller.companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const trips = readTrips(input.trips)
  if (isRefusal(trips)) return trips
  const lines = readLines(input.lines, { base: currency, trips: trips.length })
  if (isRefusal(lines)) return lines
  const written = { ...head, lines, trips }
  if (expenseClaimId === null) return writeNew(unit, written, null)
  const own = await lockOwnClaim(unit, { expenseClaimId, expectedVersion: expectedVersion ?? 0 })
  if (isRefusal(own)) return own
  if (!isBeingWritten(own.claim)) return notReady(own.claim)
  const employeeId = written.employeeId ?? own.claim.employeeId
  const prepared = await prepare(unit, own.claim, { ...written, employeeId })
  if (isRefusal(prepared)) return prepared
  const saved = await saveClaim(unit.tx, prepared.claim, changeBy(unit, 'SAVED'))
  await replaceLines(unit.tx, saved, prepared.lines, trips)
  return saved
}

/** Starts a claim like another: what was spent on, where and how much, without days and receipts, which count once. */
export async function copyExpenseClaim(
  unit: UnitOfWork,
  reference: { readonly expenseClaimId: string; readonly expectedVersion: number },
): Promise<ExpenseClaim | WriteRefusal | ExpenseClaimNotFound | StaleVersion> {
  const source = await lockVisibleClaim(unit, reference)
  if (isRefusal(source)) return source
  const lines = (await linesOfClaims(unit.tx, [source.id])).get(source.id) ?? []
  const { employeeId, title, note } = source
  const copied = lines.map((line) => ({
    ...{ ...line, spentOn: null, receiptNumber: null, printedTax: null },
    // Days of a trip are counted anew once it has its days.
    ...(line.tripNumber !== null && line.perDiemDays !== null && { perDiemDays: null, amount: null }),
  }))
  const away = (await tripsOfClaims(unit.tx, [source.id])).get(source.id) ?? []
  const trips = away.map((trip) => ({ ...trip, beginsOn: null, endsOn: null }))
  return writeNew(unit, { employeeId, title, note, lines: copied, trips }, source.id)
}

async function writeNew(
  unit: UnitOfWork,
  written: WrittenClaim,
  copiedFromId: string | null,
): Promise<ExpenseClaim | WriteRefusal> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const employeeId = written.employeeId ?? (await claimantOfUser(tx, companyId, userId))?.employeeId
  if (employeeId === undefined) return refuse('ClaimantUnknown')
  const blank = blankClaim({ companyId, currency, employeeId, madeBy: userId, createdAt: now, copiedFromId })
  const prepared = await prepare(unit, blank, { ...written, employeeId })
  if (isRefusal(prepared)) return prepared
  const numbered = { ...prepared.claim, number: await takeClaimNumber(tx, companyId, String(now.getUTCFullYear())) }
  await insertClaim(tx, numbered, changeBy(unit, copiedFromId === null ? 'SAVED' : 'COPIED'))
  await replaceLines(tx, numbered, prepared.lines, written.trips)
  return numbered
}

async function prepare(unit: UnitOfWork, claim: ExpenseClaim, written: WrittenClaim & { readonly employeeId: string }) {
  const { employeeId, title, note, trips } = written
  if (title.length > 200) return refuse('InvalidInput', { field: 'title', problem: 'LONGER_THAN_200' })
  if (note.length > 2000) return refuse('InvalidInput', { field: 'note', problem: 'LONGER_THAN_2000' })
  if (written.lines.length > mostClaimLines)
    return refuse('InvalidInput', { field: 'lines', problem: `MORE_THAN_${mostClaimLines}` })
  const claimant = isId(employeeId) ? await findClaimant(unit.tx, employeeId) : undefined
  const lines = written.lines.map((line) => inDepartment(line, claimant))
  const unknown = await unknownReference(unit, employeeId, lines)
  if (unknown) return unknown
  if (!writesFor(unit.caller, claimant)) return refuse('NotYourClaim')
  const facts = await claimFacts(unit, { ...claim, employeeId, lines, trips, grade: claimant?.grade ?? null })
  const missing = lines.find(({ expenseTypeId }) => expenseTypeId !== null && !facts.types.has(expenseTypeId))
  if (missing) return refuse('ExpenseTypeNotFound', { expenseTypeId: missing.expenseTypeId ?? '' })
  const said = { employeeId, title, note, lines: facts.lines }
  const authored = writtenBy({ ...claim, writtenDigest: digestOfWritten({ ...said, trips }) }, unit.caller.userId)
  return write(authored, said, facts, newId)
}

/** What a claim of another system would say here, as `writtenDigest` has it; or why none could say it. */
export async function digestOfInput(
  unit: UnitOfWork,
  input: Pick<WrittenClaim, 'title' | 'note' | 'trips'> & {
    readonly employeeId: string
    readonly lines: readonly LineInput[]
  },
): Promise<string | InvalidInput | BooksNotOpen> {
  const { tx, caller } = unit
  const currency = await currencyOfBooks(tx, caller.companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const trips = readTrips(input.trips)
  if (isRefusal(trips)) return trips
  const read = readLines(input.lines, { base: currency, trips: trips.length })
  if (isRefusal(read)) return read
  const claimant = await findClaimant(tx, input.employeeId)
  const lines = read.map((line) => inDepartment(line, claimant))
  const grade = claimant?.grade ?? null
  const facts = await claimFacts(unit, { id: newId(), employeeId: input.employeeId, currency, lines, trips, grade })
  return digestOfWritten({ ...input, trips, lines: facts.lines })
}

function inDepartment(line: WrittenLine, claimant: ExpenseClaimant | undefined): WrittenLine {
  return { ...line, departmentId: line.departmentId ?? claimant?.departmentId ?? null }
}

/** The first employee, department or project that is not one of the company's in use. */
async function unknownReference(
  { tx }: UnitOfWork,
  employeeId: string,
  lines: readonly WrittenLine[],
): Promise<ExpenseReferenceUnknown | undefined> {
  const references = [
    { reference: 'EMPLOYEE', referenceId: employeeId } as const,
    ...lines.flatMap(({ departmentId, projectId }) => [
      ...(departmentId === null ? [] : [{ reference: 'DEPARTMENT', referenceId: departmentId } as const]),
      ...(projectId === null ? [] : [{ reference: 'PROJECT', referenceId: projectId } as const]),
    ]),
  ]
  const ids = [...new Set(references.map(({ referenceId }) => referenceId))].filter(isId)
  const known = new Map((await findDimensionValues(tx, ids)).map((value) => [value.id, value]))
  const unknown = references.find(({ reference, referenceId }) => {
    const value = known.get(referenceId)
    return !value?.active || value.dimension.toUpperCase() !== reference
  })
  return unknown && refuse('ExpenseReferenceUnknown', unknown)
}

function blankClaim(
  identity: Pick<ExpenseClaim, 'companyId' | 'employeeId' | 'madeBy' | 'createdAt' | 'copiedFromId'> & {
    readonly currency: Currency
  },
): ExpenseClaim {
  const none = zero(identity.currency)
  return {
    ...identity,
    ...{ id: newId(), number: '', status: 'DRAFT', version: 1, title: '', note: '', authorIds: [identity.madeBy] },
    ...{
      claimedTotal: none,
      approvedTotal: none,
      advanceUsed: none,
      problems: [],
      findings: [],
      budgetFindings: [],
      submittedBy: null,
      submittedAt: null,
    },
    ...{ reducedBy: null, approvalId: null, decidedBy: null, decidedAt: null, approverIds: [], reason: null },
    ...{ approvedOn: null, cancelledOn: null, paidBy: null, paidOn: null, postingObstacle: null, writtenDigest: null },
  }
}

export function changeBy<Action extends string>({ caller, now }: UnitOfWork, action: Action, reason?: string | null) {
  return { action, by: caller.userId, at: now, reason: reason ?? null }
}
