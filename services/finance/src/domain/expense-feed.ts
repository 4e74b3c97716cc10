import { isCurrency, isRefusal, parseBusinessDate, type Refusal, refuse } from '@erp/values'
import type { LineInput } from './expense-line-input.ts'

export type FeedFormat = 'JSON' | 'XML'

/** A line as another system says it: codes are its own, amounts, days and counts are text. */
export type FedLine = {
  readonly expenseType: string
  readonly spentOn: string
  readonly amount: string | null
  readonly currency: string | null
  readonly exchangeRate: string | null
  readonly tax: string | null
  readonly untaxedAmount: string | null
  readonly receiptNumber: string | null
  readonly department: string | null
  readonly project: string | null
  readonly city: string | null
  readonly note: string | null
  readonly perDiemDays: string | null
}

/** A claim as another system says it. */
export type FedClaim = {
  readonly externalId: string
  readonly claimedOn: string
  readonly employee: string
  readonly title: string
  readonly note: string | null
  readonly lines: readonly FedLine[]
}

/** What a code of another system may stand for here. */
export const feedCodeKinds = ['EMPLOYEE', 'DEPARTMENT', 'PROJECT', 'EXPENSE_TYPE'] as const
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
    ...lines.flatMap(({ expenseType, department, project }) => [
      { kind: 'EXPENSE_TYPE' as const, externalCode: expenseType },
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
  | { readonly employeeId: string; readonly title: string; readonly note: string; readonly lines: readonly LineInput[] }
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
    const spentOn = parseBusinessDate(one.spentOn)
    return {
      expenseTypeId: idOf('EXPENSE_TYPE', one.expenseType, index + 1),
      spentOn: isRefusal(spentOn) ? null : spentOn,
      currency: isCurrency(one.currency) ? one.currency : null,
      ...{ amount: one.amount, exchangeRate: one.exchangeRate, printedTax: one.tax },
      ...{ untaxedAmount: one.untaxedAmount, receiptNumber: one.receiptNumber },
      departmentId: idOf('DEPARTMENT', one.department, index + 1),
      projectId: idOf('PROJECT', one.project, index + 1),
      ...{ city: one.city, note: one.note, perDiemDays: one.perDiemDays === null ? null : Number(one.perDiemDays) },
    }
  })
  if (employeeId === null || faults.length > 0) return { faults }
  return { employeeId, title: fed.title, note: fed.note ?? '', lines }
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
