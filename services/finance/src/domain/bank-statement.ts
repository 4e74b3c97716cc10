import { type BusinessDate, type Currency, daysAfter, formatMoney, money, type Refusal, refuse } from '@erp/values'
import type { RowFault } from './import-vouchers.ts'

export type BankFileFormat = 'CSV' | 'CAMT_053'

/** A statement of a bank 银行对账单 as it was imported. It goes on where the one before it ended. */
export type BankStatement = {
  readonly id: string
  readonly companyId: string
  readonly cashAccountId: string
  readonly format: BankFileFormat
  readonly fileName: string
  readonly sha256: string
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
  /** In minor units of the cash account; what was passed over is behind the opening. */
  readonly opening: bigint
  readonly closing: bigint
  readonly lineCount: number
  /** Lines of the file that an earlier statement had brought. */
  readonly passedOver: number
  readonly importedBy: string
  readonly importedAt: Date
  readonly discardedAt: Date | null
  readonly discardReason: string | null
}

/** What the bank says of one movement. What came in is positive. */
export type BankMovement = {
  readonly bookedOn: BusinessDate
  readonly amount: bigint
  /** The bank's own number 银行流水号. */
  readonly reference: string | null
  readonly partyName: string | null
  /** The last characters of the other side's account; more of it is not kept. */
  readonly partyAccountTail: string | null
  readonly text: string | null
}

/** A movement with the line of the file it stands on. */
export type FileMovement = BankMovement & { readonly line: number }

/** What a file says, before it is held against what is known. */
export type ReadStatement = {
  readonly beginsOn: BusinessDate | null
  readonly endsOn: BusinessDate | null
  readonly opening: bigint | null
  readonly closing: bigint | null
  readonly movements: readonly FileMovement[]
  readonly faults: readonly RowFault[]
}

export type BankLine = BankMovement & {
  readonly id: string
  readonly companyId: string
  readonly cashAccountId: string
  readonly statementId: string
  /** 0 is what was at the bank before the first statement. */
  readonly lineNumber: number
  /** What no match took, signed as the amount. */
  readonly open: bigint
}

export type StatementUneven = Refusal<
  'BankStatementUneven',
  { opening: string; movements: string; closing: string; difference: string }
>
export type StatementNotChained = Refusal<
  'BankStatementNotChained',
  { expected: string; opening: string; endsOn: BusinessDate }
>
export type BankLineDiffers = Refusal<'BankLineDiffers', { reference: string }>
export type BankLineOutside = Refusal<'BankLineOutside', { bookedOn: BusinessDate; beginsOn: BusinessDate }>
export type BankLineTwice = Refusal<'BankLineTwice', { reference: string }>
export type BalanceMissing = Refusal<'BankBalanceMissing', { which: 'OPENING' | 'CLOSING' | 'LAST_DAY' }>

export type Continued = Pick<BankStatement, 'beginsOn' | 'endsOn' | 'opening' | 'closing' | 'passedOver'> & {
  readonly movements: readonly FileMovement[]
  readonly faults: readonly RowFault[]
}

/** What an account has been told of already. */
export type KnownOfAccount = {
  readonly last: { readonly endsOn: BusinessDate; readonly closing: bigint } | undefined
  /** Movements of these references, from earlier statements. */
  readonly byReference: ReadonlyMap<string, Pick<BankMovement, 'bookedOn' | 'amount'>>
}

/**
 * Holds a file against itself and against what is known. Its opening and movements are its closing; what an earlier
 * statement brought is passed over, and what is left begins where that one ended. Nothing is in two statements, nothing is
 * between them.
 */
export function continueFrom(
  read: ReadStatement,
  known: KnownOfAccount,
  currency: Currency,
): Continued | StatementUneven | StatementNotChained | BalanceMissing {
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  const { opening, closing, movements } = read
  if (opening === null) return refuse('BankBalanceMissing', { which: 'OPENING' })
  if (closing === null) return refuse('BankBalanceMissing', { which: 'CLOSING' })
  const endsOn = read.endsOn ?? movements.at(-1)?.bookedOn
  if (endsOn === undefined) return refuse('BankBalanceMissing', { which: 'LAST_DAY' })

  const sorted = sortOut(movements, known)
  const faults = [...read.faults, ...sorted.faults]
  const moved = sum(movements)
  if (faults.length === 0 && opening + moved !== closing) {
    const difference = text(closing - opening - moved)
    const figures = { opening: text(opening), movements: text(moved), closing: text(closing), difference }
    return refuse('BankStatementUneven', figures)
  }
  const begins = opening + sum(sorted.known)
  if (faults.length === 0 && known.last && known.last.closing !== begins) {
    const { closing: expected, endsOn: lastDay } = known.last
    return refuse('BankStatementNotChained', { expected: text(expected), opening: text(begins), endsOn: lastDay })
  }
  const firstDay = read.beginsOn ?? movements[0]?.bookedOn ?? endsOn
  const beginsOn = known.last && firstDay < known.last.endsOn ? known.last.endsOn : firstDay
  return {
    ...{ beginsOn, endsOn, opening: begins, closing, passedOver: sorted.known.length },
    ...{ movements: sorted.fresh, faults: [...faults, ...outside(sorted.fresh, beginsOn, endsOn)] },
  }
}

function sortOut(movements: readonly FileMovement[], { byReference }: KnownOfAccount) {
  const fresh: FileMovement[] = []
  const known: FileMovement[] = []
  const faults: RowFault[] = []
  const seen = new Set<string>()
  for (const movement of movements) {
    const { reference, line } = movement
    const before = reference === null ? undefined : byReference.get(reference)
    if (reference !== null && seen.has(reference))
      faults.push({ line, column: 'reference', refusal: refuse('BankLineTwice', { reference }) })
    else if (reference === null || !before) fresh.push(movement)
    else if (before.amount === movement.amount && before.bookedOn === movement.bookedOn) known.push(movement)
    else faults.push({ line, column: 'reference', refusal: refuse('BankLineDiffers', { reference }) })
    if (reference !== null) seen.add(reference)
  }
  return { fresh, known, faults }
}

/** Days that another statement answers for. */
function outside(movements: readonly FileMovement[], beginsOn: BusinessDate, endsOn: BusinessDate): RowFault[] {
  return movements
    .filter(({ bookedOn }) => bookedOn < beginsOn || bookedOn > endsOn)
    .map(({ line, bookedOn }) => ({
      ...{ line, column: 'date', refusal: refuse('BankLineOutside', { bookedOn, beginsOn }) },
    }))
}

/** What was at the bank before its first statement stands as a line of its own, so that all lines are the balance. */
export function openingLine({ beginsOn, opening }: Pick<BankStatement, 'beginsOn' | 'opening'>): BankMovement[] {
  if (opening === 0n) return []
  const nobody = { reference: null, partyName: null, partyAccountTail: null }
  return [{ bookedOn: daysAfter(beginsOn, -1), amount: opening, ...nobody, text: '期初余额 Opening balance' }]
}

export function sum(movements: readonly { readonly amount: bigint }[]): bigint {
  return movements.reduce((total, { amount }) => total + amount, 0n)
}
