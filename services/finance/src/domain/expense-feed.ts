import { type BusinessDate, isCurrency, isRefusal, parseBusinessDate, type Refusal, refuse } from '@erp/values'
import type { LineInput } from './expense-line-input.ts'
import type { ExpenseTrip, TripMeans } from './expense-trip.ts'

export type FeedFormat = 'JSON' | 'XML'

/**
 * A line as another system says it: codes are its own, amounts, days and counts are text. What lines could not say at first is
 * missing in those kept from before.
 */
export type FedLine = {
  readonly expenseType: string | null
  /** An account of its own, where it says no type. */
  readonly accountCode?: string | null
  readonly spentOn: string
  readonly amount: string | null
  readonly currency: string | null
  readonly exchangeRate: string | null
  readonly tax: string | null
  readonly untaxedAmount?: string | null
  readonly receiptNumber: string | null
  readonly department: string | null
  readonly project: string | null
  readonly city: string | null
  readonly note: string | null
  readonly perDiemDays: string | null
  readonly trip?: string | null
}

/** A trip as another system says it. */
export type FedTrip = Omit<ExpenseTrip, 'purpose' | 'beginsOn' | 'endsOn' | 'means'> & {
  readonly purpose: string | null
  readonly beginsOn: string | null
  readonly endsOn: string | null
  readonly means: string | null
}

/** A claim as another system says it. */
export type FedClaim = {
  readonly externalId: string
  readonly claimedOn: string
  readonly employee: string
  readonly title: string
  readonly note: string | null
  readonly lines: readonly FedLine[]
  readonly trips?: readonly FedTrip[]
}

/** What a code of another system may stand for here. */
export const feedCodeKinds = ['EMPLOYEE', 'DEPARTMENT', 'PROJECT', 'EXPENSE_TYPE', 'ACCOUNT'] as const
export type FeedCodeKind = (typeof feedCodeKinds)[number]
export type FeedCode = { readonly kind: FeedCodeKind; readonly externalCode: string }

export type FeedUnreadable = Refusal<
  'ExpenseFeedUnreadable',
  { problem: 'MALFORMED' | 'NO_CLAIMS' | 'MORE_THAN_200_CLAIMS' | 'LONGER_THAN_1000000_CHARACTERS' }
>
export type FeedCodeUnknown = Refusal<'FeedCodeUnknown', { kind: FeedCodeKind; externalCode: string }>

/** What is wrong with a claim of a feed; the line counts from 1, null when the claim as a whole is meant. */
export type FeedFault = { readonly line: number | null; readonly refusal: Refusal }

/** The codes that a claim names. */
export function codesOf({ employee, lines }: FedClaim): FeedCode[] {
  const named = (kind: FeedCodeKind, code: string | null): FeedCode[] =>
    code === null ? [] : [{ kind, externalCode: code }]
  return [
    { kind: 'EMPLOYEE', externalCode: employee },
    ...lines.flatMap(({ expenseType, accountCode, department, project }) => [
      ...(expenseType === null ? named('ACCOUNT', accountCode ?? null) : named('EXPENSE_TYPE', expenseType)),
      ...named('DEPARTMENT', department),
      ...named('PROJECT', project),
    ]),
  ]
}

export function codeKey({ kind, externalCode }: FeedCode): string {
  return `${kind} ${externalCode}`
}

/** A claim as a person here would have written it, or the codes that mean nothing here. */
export function translate(
  fed: FedClaim,
  meaning: ReadonlyMap<string, string>,
):
  | {
      readonly employeeId: string
      readonly title: string
      readonly note: string
      readonly lines: readonly LineInput[]
      readonly trips: readonly ExpenseTrip[]
    }
  | { readonly faults: readonly FeedFault[] } {
  const faults: FeedFault[] = []
  const idOf = (kind: FeedCodeKind, externalCode: string | null, where: number | null) => {
    if (externalCode === null) return null
    const id = meaning.get(codeKey({ kind, externalCode }))
    if (id === undefined) faults.push({ line: where, refusal: refuse('FeedCodeUnknown', { kind, externalCode }) })
    return id ?? null
  }
  const employeeId = idOf('EMPLOYEE', fed.employee, null)
  const lines = fed.lines.map((one, index): LineInput => {
    return {
      expenseTypeId:
        one.expenseType === null
          ? idOf('ACCOUNT', one.accountCode ?? null, index + 1)
          : idOf('EXPENSE_TYPE', one.expenseType, index + 1),
      spentOn: dayOf(one.spentOn),
      currency: isCurrency(one.currency) ? one.currency : null,
      ...{ amount: one.amount, exchangeRate: one.exchangeRate, printedTax: one.tax },
      ...{ untaxedAmount: one.untaxedAmount ?? null, receiptNumber: one.receiptNumber },
      departmentId: idOf('DEPARTMENT', one.department, index + 1),
      projectId: idOf('PROJECT', one.project, index + 1),
      ...{ city: one.city, note: one.note, perDiemDays: one.perDiemDays === null ? null : Number(one.perDiemDays) },
      tripNumber: one.trip == null ? null : Number(one.trip),
    }
  })
  if (employeeId === null || faults.length > 0) return { faults }
  const trips = (fed.trips ?? []).map(toTrip)
  return { employeeId, title: fed.title, note: fed.note ?? '', lines, trips }
}

function toTrip({ purpose, beginsOn, endsOn, means, ...cities }: FedTrip): ExpenseTrip {
  return {
    ...cities,
    purpose: purpose ?? '',
    beginsOn: dayOf(beginsOn),
    endsOn: dayOf(endsOn),
    means: means as TripMeans | null,
  }
}

function dayOf(text: string | null): BusinessDate | null {
  const day = text === null ? null : parseBusinessDate(text)
  return isRefusal(day) ? null : day
}

/** What a comparison found 差异. */
export const differenceKinds = ['MISSING_HERE', 'MISSING_THERE', 'DIFFERENT', 'DOUBLED', 'DOUBLED_HERE'] as const
export type DifferenceKind = (typeof differenceKinds)[number]

const repairs = {
  MISSING_HERE: 'TAKE',
  DIFFERENT: 'REPLACE',
  MISSING_THERE: 'TAKE_BACK',
  DOUBLED: 'CORRECT_THERE',
  DOUBLED_HERE: 'TAKE_BACK_DOUBLE',
} as const satisfies Readonly<Record<DifferenceKind, string>>

/**
 * What removes it: taking theirs, taking ours back, or both; a correction in the other system; taking back what was written
 * here beside it, or only its lines that stand twice, which its writer does.
 */
export function repairOf(difference: { readonly kind: DifferenceKind; readonly doubleWhole: boolean | null }) {
  return difference.doubleWhole === false ? 'CORRECT_HERE' : repairs[difference.kind]
}
