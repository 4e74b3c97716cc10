import { createHash } from 'node:crypto'
import type { UnitOfWork } from '@erp/service-kit'
import { readXmlTree } from '@erp/spreadsheet'
import {
  type BusinessDate,
  type CsvMalformed,
  isId,
  isRefusal,
  newId,
  parseMoney,
  type Refusal,
  readCsv,
  refuse,
} from '@erp/values'
import { readBankCsv } from '../domain/bank-csv.ts'
import {
  type BalanceMissing,
  type BankFileFormat,
  type BankLineDiffers,
  type BankLineOutside,
  type BankLineTwice,
  type BankStatement,
  continueFrom,
  openingLine,
  type ReadStatement,
  type StatementNotChained,
  type StatementUneven,
} from '../domain/bank-statement.ts'
import { type CamtUnreadable, readCamt053 } from '../domain/camt053.ts'
import type { CashAccount } from '../domain/cash-document.ts'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import type { ImportColumnMissing, ImportTooLong } from '../domain/import-vouchers.ts'
import { beginningOfReason } from '../domain/reason.ts'
import {
  discardStatement,
  findBankLayouts,
  findBankStatement,
  insertBankStatement,
  isMatched,
  lastStatement,
  lockBankOf,
  movementsOfReferences,
  statementOfFile,
} from '../store/bank-statements.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import type { ImportedBefore, ImportRejected } from './import-vouchers.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'

export type BankLayoutMissing = Refusal<'BankLayoutMissing', { cashAccountCode: string }>
export type BankStatementNotFound = Refusal<'BankStatementNotFound', { bankStatementId: string }>
/** Another statement goes on from it, or something of it is matched. */
export type BankStatementInUse = Refusal<'BankStatementInUse', { problem: 'NOT_THE_LAST' | 'MATCHED' }>

export type BankFile = {
  readonly cashAccountId: string
  readonly format: BankFileFormat
  readonly fileName: string
  readonly content: string
  /** What a table without balances does not say. */
  readonly opening: string | null
  readonly closing: string | null
  readonly endsOn: BusinessDate | null
}

type FileRefusal =
  | InvalidInput
  | BankLayoutMissing
  | CsvMalformed
  | ImportColumnMissing
  | ImportTooLong
  | CamtUnreadable

/**
 * Imports a statement of a bank 银行对账单: all of it or nothing. The same file is refused; what an earlier statement brought
 * is passed over; the rest has to begin where that one ended, so that no day is missing and none counts twice.
 */
export async function importBankStatement(
  unit: UnitOfWork,
  file: BankFile,
): Promise<
  | BankStatement
  | CashAccountNotFound
  | FileRefusal
  | ImportedBefore
  | ImportRejected
  | BankLineDiffers
  | BankLineOutside
  | BankLineTwice
  | Refusal<'ImportEmpty'>
  | BalanceMissing
  | StatementUneven
  | StatementNotChained
> {
  const { tx, caller, now } = unit
  const account = isId(file.cashAccountId) ? await findCashAccount(tx, file.cashAccountId) : undefined
  if (!account?.active) return refuse('CashAccountNotFound', { cashAccountId: file.cashAccountId })
  await lockBankOf(tx, account.id)
  const sha256 = createHash('sha256').update(file.content).digest('hex')
  const before = await statementOfFile(tx, account.id, sha256)
  if (before)
    return refuse('ImportedBefore', { fileName: before.fileName, importedAt: before.importedAt.toISOString() })
  const read = await readFile(unit, file, account)
  if (isRefusal(read)) return read

  const last = await lastStatement(tx, account.id)
  const references = read.movements.flatMap(({ reference }) => (reference === null ? [] : [reference]))
  const known = { last, byReference: await movementsOfReferences(tx, account.id, references) }
  const continued = continueFrom(read, known, account.currency)
  if (isRefusal(continued)) return continued
  const { movements, faults, ...figures } = continued
  if (faults.length > 0) return refuse('ImportRejected', { faults })
  if (movements.length === 0 && last && figures.endsOn <= last.endsOn) return refuse('ImportEmpty')

  const statement: BankStatement = {
    ...{ id: newId(), companyId: caller.companyId, cashAccountId: account.id, format: file.format, sha256 },
    ...{ fileName: file.fileName.slice(0, 200), ...figures, lineCount: movements.length },
    ...{ importedBy: caller.userId, importedAt: now, discardedAt: null, discardReason: null },
  }
  const opening = last ? [] : openingLine(statement).map((line) => ({ ...line, id: newId(), lineNumber: 0 }))
  const lines = movements.map(({ line: _, ...movement }, index) => ({
    ...movement,
    id: newId(),
    lineNumber: index + 1,
  }))
  await insertBankStatement(tx, statement, [...opening, ...lines])
  return statement
}

/** Takes the last statement of an account out again 作废对账单, while nothing of it is matched. */
export async function discardBankStatement(
  { tx, caller, now }: UnitOfWork,
  input: { readonly bankStatementId: string; readonly reason: string },
): Promise<BankStatement | BankStatementNotFound | BankStatementInUse | ReasonMissing> {
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const { bankStatementId } = input
  const found = isId(bankStatementId) ? await findBankStatement(tx, bankStatementId) : undefined
  if (!found) return refuse('BankStatementNotFound', { bankStatementId })
  await lockBankOf(tx, found.cashAccountId)
  const last = await lastStatement(tx, found.cashAccountId)
  if (last?.id !== found.id) return refuse('BankStatementInUse', { problem: 'NOT_THE_LAST' })
  if (await isMatched(tx, found.id)) return refuse('BankStatementInUse', { problem: 'MATCHED' })
  await discardStatement(tx, found, { by: caller.userId, at: now, reason })
  return { ...found, discardedAt: now, discardReason: reason }
}

async function readFile(
  { tx }: UnitOfWork,
  file: BankFile,
  account: CashAccount,
): Promise<ReadStatement | FileRefusal> {
  const { format, content, endsOn } = file
  const said = readBalances(file, account)
  if (isRefusal(said)) return said
  if (format === 'CAMT_053') {
    const unsaid = file.opening === null && file.closing === null && endsOn === null
    return unsaid ? readCamt053(readXmlTree(content), account.currency) : invalid('format', 'SAYS_ITS_BALANCES_ITSELF')
  }
  const [layout] = await findBankLayouts(tx, [account.id])
  if (!layout) return refuse('BankLayoutMissing', { cashAccountCode: account.code })
  const table = readCsv(content)
  if (isRefusal(table)) return table
  const read = readBankCsv(table, layout, account.currency)
  if (isRefusal(read)) return read
  if (said.opening !== null && read.opening !== null && said.opening !== read.opening)
    return invalid('opening', 'NOT_WHAT_THE_FILE_SAYS')
  if (said.closing !== null && read.closing !== null && said.closing !== read.closing)
    return invalid('closing', 'NOT_WHAT_THE_FILE_SAYS')
  return { ...read, endsOn, opening: read.opening ?? said.opening, closing: read.closing ?? said.closing }
}

function readBalances(
  file: BankFile,
  { currency }: CashAccount,
): { readonly opening: bigint | null; readonly closing: bigint | null } | InvalidInput {
  const opening = file.opening === null ? null : parseMoney(file.opening, currency)
  if (opening && isRefusal(opening)) return invalid('opening', opening.problem)
  const closing = file.closing === null ? null : parseMoney(file.closing, currency)
  if (closing && isRefusal(closing)) return invalid('closing', closing.problem)
  return { opening: opening?.minor ?? null, closing: closing?.minor ?? null }
}
