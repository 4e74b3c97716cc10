import {
  type BusinessDate,
  type Currency,
  isRefusal,
  parseBusinessDate,
  parseMoney,
  type Refusal,
  refuse,
} from '@erp/values'
import { short, tailOf } from './bank-csv.ts'
import type { FileMovement, ReadStatement } from './bank-statement.ts'
import { type ImportTooLong, mostImportRows, type RowFault } from './import-vouchers.ts'

export type CamtUnreadable = Refusal<
  'CamtUnreadable',
  { problem: 'MALFORMED' | 'NOT_A_STATEMENT' | 'SEVERAL_STATEMENTS' | 'OTHER_CURRENCY' }
>

/** An element of a document, and what is in it. */
export type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly inner: readonly XmlElement[]
}

/**
 * Reads one statement of camt.053 (ISO 20022, BkToCstmrStmt): its opening and closing balance, and its booked entries. What
 * is pending is not on the account yet. Without a root, the file is no XML.
 */
export function readCamt053(
  root: XmlElement | undefined,
  currency: Currency,
): ReadStatement | CamtUnreadable | ImportTooLong {
  if (root === undefined) return refuse('CamtUnreadable', { problem: 'MALFORMED' })
  const [statement, another] = all(root, 'Document', 'BkToCstmrStmt', 'Stmt')
  if (!statement) return refuse('CamtUnreadable', { problem: 'NOT_A_STATEMENT' })
  if (another) return refuse('CamtUnreadable', { problem: 'SEVERAL_STATEMENTS' })
  const entries = all(statement, 'Ntry')
  const balances = all(statement, 'Bal')
  const foreign = [...entries, ...balances].some((one) => all(one, 'Amt')[0]?.attributes.Ccy !== currency)
  if (foreign) return refuse('CamtUnreadable', { problem: 'OTHER_CURRENCY' })
  if (entries.length > mostImportRows)
    return refuse('ImportTooLong', { rowCount: entries.length, maximum: mostImportRows })

  const balanceOf = (...types: readonly string[]) =>
    types.flatMap((type) => balances.filter((one) => text(one, 'Tp', 'CdOrPrtry', 'Cd') === type))
  const opening = balanceOf('OPBD', 'PRCD')[0]
  const closing = balanceOf('CLBD')[0]
  const faults: RowFault[] = []
  const movements = entries.flatMap((entry, index): FileMovement[] => {
    if (!isBooked(entry)) return []
    const movement = movementOf(entry, index + 1, currency)
    if (!('refusal' in movement)) return [movement]
    faults.push({ line: index + 1, column: movement.field, refusal: movement })
    return []
  })
  return {
    opening: (opening && signedAmount(opening, currency)) ?? null,
    closing: (closing && signedAmount(closing, currency)) ?? null,
    beginsOn: dayIn(statement, 'FrToDt', 'FrDtTm') ?? null,
    endsOn: dayIn(statement, 'FrToDt', 'ToDtTm') ?? (closing && dayIn(closing, 'Dt')) ?? null,
    movements: movements.toSorted((one, other) => (one.bookedOn < other.bookedOn ? -1 : 1)),
    faults,
  }
}

function movementOf(
  entry: XmlElement,
  line: number,
  currency: Currency,
): FileMovement | Refusal<'InvalidInput', { field: string; problem: string }> {
  const bookedOn = dayIn(entry, 'BookgDt')
  if (bookedOn === undefined) return refuse('InvalidInput', { field: 'date', problem: 'NOT_A_DAY' })
  const amount = signedAmount(entry, currency)
  if (amount === undefined) return refuse('InvalidInput', { field: 'amount', problem: 'NOT_AN_AMOUNT' })
  if (amount === 0n) return refuse('InvalidInput', { field: 'amount', problem: 'ZERO' })
  const [detail, another] = all(entry, 'NtryDtls', 'TxDtls')
  const only = another ? undefined : detail
  const other = amount > 0n ? 'Dbtr' : 'Cdtr'
  const party = only && (text(only, 'RltdPties', other, 'Nm') || text(only, 'RltdPties', other, 'Pty', 'Nm'))
  const account = only && all(only, 'RltdPties', `${other}Acct`, 'Id')[0]
  const said = [
    ...[text(entry, 'AddtlNtryInf'), only && text(only, 'Refs', 'EndToEndId')],
    ...(only ? all(only, 'RmtInf', 'Ustrd').map((one) => one.text) : []),
  ]
  return {
    ...{ line, bookedOn, amount, reference: short(text(entry, 'AcctSvcrRef') || text(entry, 'NtryRef'), 60) },
    partyName: short(party ?? '', 200),
    partyAccountTail: tailOf(account ? text(account, 'IBAN') || text(account, 'Othr', 'Id') : ''),
    text: short(said.filter((one) => one && one !== 'NOTPROVIDED').join(' '), 500),
  }
}

/** Older versions say BOOK, newer ones a code. */
function isBooked(entry: XmlElement): boolean {
  return (text(entry, 'Sts', 'Cd') || text(entry, 'Sts')) === 'BOOK'
}

function signedAmount(owner: XmlElement, currency: Currency): bigint | undefined {
  const amount = parseMoney(text(owner, 'Amt'), currency)
  const side = text(owner, 'CdtDbtInd')
  if (isRefusal(amount) || amount.minor < 0n || (side !== 'CRDT' && side !== 'DBIT')) return undefined
  return side === 'CRDT' ? amount.minor : -amount.minor
}

function dayIn(owner: XmlElement, ...path: readonly string[]): BusinessDate | undefined {
  const written = text(owner, ...path, 'Dt') || text(owner, ...path, 'DtTm') || text(owner, ...path)
  const day = parseBusinessDate(written.slice(0, 10))
  return isRefusal(day) ? undefined : day
}

function all(owner: XmlElement, ...path: readonly string[]): XmlElement[] {
  return path.reduce<XmlElement[]>(
    (nodes, name) => nodes.flatMap(({ inner }) => inner.filter((one) => one.name === name)),
    [owner],
  )
}

function text(owner: XmlElement, ...path: readonly string[]): string {
  return all(owner, ...path)[0]?.text.trim() ?? ''
}
