import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, type Currency, isRefusal, parseMoney } from '@erp/values'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { readReason } from '../domain/reason.ts'
import {
  answer,
  asStated,
  checkLast,
  type DisputedDocument,
  endDispute,
  type StatementOfAccount,
  type StatementOfAccountFollowed,
  type StatementOfAccountNotReady,
  send,
  withdraw,
} from '../domain/statement-of-account.ts'
import { takeTurnWithStatements } from '../store/issue-statements.ts'
import {
  amountsOfDocuments,
  findStatements,
  insertDisputedDocuments,
  lastOfParty,
  saveStatement,
} from '../store/statements-of-account.ts'
import type { StaleVersion } from './change-period.ts'
import { endingOf, lockAsSeen, type StatementOfAccountNotFound, type StatementReference } from './held-statement.ts'

type Held = StatementOfAccount | StatementOfAccountNotFound | StaleVersion | StatementOfAccountNotReady

/** Writes down that a statement is with the other side 发送对账单. */
export async function sendStatementOfAccount(
  unit: UnitOfWork,
  { sentOn, sentTo, ...reference }: StatementReference & { readonly sentOn: BusinessDate; readonly sentTo: string },
): Promise<Held | InvalidInput> {
  const to = readName('sentTo', sentTo)
  if (isRefusal(to)) return to
  const statement = await lockAsSeen(unit, reference)
  if (isRefusal(statement)) return statement
  const sent = send(statement, { on: sentOn, to, by: unit.caller.userId })
  return isRefusal(sent) ? sent : keep(unit, sent)
}

/** Writes down that the other side agrees 确认对账单. */
export async function confirmStatementOfAccount(
  unit: UnitOfWork,
  input: StatementReference & {
    readonly confirmedOn: BusinessDate
    readonly confirmedBy: string
    readonly reference: string | null
  },
): Promise<Held | InvalidInput> {
  const by = readName('confirmedBy', input.confirmedBy)
  if (isRefusal(by)) return by
  const reference = readText('reference', input.reference, 200)
  if (isRefusal(reference)) return reference
  const statement = await lockAsSeen(unit, input)
  if (isRefusal(statement)) return statement
  const answered = { on: input.confirmedOn, by, keptBy: unit.caller.userId, reference, dispute: null }
  const confirmed = answer(statement, answered)
  return isRefusal(confirmed) ? confirmed : keep(unit, confirmed)
}

/** A document as the other side has it. */
export interface StatedDocument {
  readonly documentNumber: string
  readonly statedAmount: string | null
  readonly remark: string | null
}

/** Writes down what the other side says instead 对账争议: its balance, and the documents it does not agree on. */
export async function disputeStatementOfAccount(
  unit: UnitOfWork,
  input: StatementReference & {
    readonly disputedOn: BusinessDate
    readonly disputedBy: string
    readonly reference: string | null
    readonly statedBalance: string
    readonly reason: string
    readonly documents: readonly StatedDocument[]
  },
): Promise<Held | InvalidInput | ReasonMissing> {
  const by = readName('disputedBy', input.disputedBy)
  if (isRefusal(by)) return by
  const reference = readText('reference', input.reference, 200)
  if (isRefusal(reference)) return reference
  const reason = readReason(input.reason)
  if (isRefusal(reason)) return reason
  const statement = await lockAsSeen(unit, input)
  if (isRefusal(statement)) return statement
  const balance = parseMoney(input.statedBalance, statement.currency)
  if (isRefusal(balance)) return invalid('statedBalance', balance.problem)
  const stated = readDocuments(input.documents, statement.currency)
  if (isRefusal(stated)) return stated

  const { party } = statement
  const numbers = stated.map(({ documentNumber }) => documentNumber)
  const own = await amountsOfDocuments(unit.tx, statement.id, numbers)
  const documents = stated.map(({ statedAmount, ...document }) => ({
    ...{ ...document, ownAmount: own.get(document.documentNumber) ?? null },
    statedAmount: statedAmount === null ? null : asStated(party, statedAmount),
  }))
  const dispute = { balance: asStated(party, balance.minor), reason }
  const answered = { on: input.disputedOn, by, keptBy: unit.caller.userId, reference, dispute }
  const disputed = answer(statement, answered, documents)
  if (isRefusal(disputed)) return disputed
  await insertDisputedDocuments(unit.tx, disputed)
  return keep(unit, disputed)
}

/** Ends a dispute with what was found 解决争议. */
export async function resolveStatementOfAccount(
  unit: UnitOfWork,
  { reason, ...reference }: StatementReference & { readonly reason: string },
): Promise<Held | InvalidInput | ReasonMissing> {
  const ending = endingOf(unit, reason)
  if (isRefusal(ending)) return ending
  const statement = await lockAsSeen(unit, reference)
  if (isRefusal(statement)) return statement
  const resolved = endDispute(statement, 'RESOLVED', ending)
  return isRefusal(resolved) ? resolved : keep(unit, resolved)
}

/** Takes back what nobody has answered 撤回对账单; the next statement of the party begins where it began. */
export async function withdrawStatementOfAccount(
  unit: UnitOfWork,
  { reason, ...reference }: StatementReference & { readonly reason: string },
): Promise<Held | StatementOfAccountFollowed | InvalidInput | ReasonMissing> {
  const ending = endingOf(unit, reason)
  if (isRefusal(ending)) return ending
  await takeTurnWithStatements(unit.tx, unit.caller.companyId)
  const statement = await lockAsSeen(unit, reference)
  if (isRefusal(statement)) return statement
  const withdrawn = withdraw(statement, ending)
  if (isRefusal(withdrawn)) return withdrawn
  return checkLast(statement, await lastOfParty(unit.tx, statement)) ?? keep(unit, withdrawn)
}

async function keep({ tx }: UnitOfWork, statement: StatementOfAccount): Promise<StatementOfAccount> {
  await saveStatement(tx, statement)
  const [kept] = await findStatements(tx, [statement.id])
  if (!kept) throw new Error('A statement that was just stored cannot be found')
  return kept
}

const mostDocuments = 200

function readDocuments(
  documents: readonly StatedDocument[],
  currency: Currency,
): Omit<DisputedDocument, 'ownAmount'>[] | InvalidInput {
  if (documents.length > mostDocuments) return invalid('documents', `MORE_THAN_${mostDocuments}`)
  const read: Omit<DisputedDocument, 'ownAmount'>[] = []
  for (const { documentNumber: number, statedAmount, remark: text } of documents) {
    const documentNumber = readText('documentNumber', number, 100)
    if (isRefusal(documentNumber)) return documentNumber
    if (documentNumber === null) return invalid('documentNumber', 'EMPTY')
    const amount = statedAmount === null ? null : parseMoney(statedAmount, currency)
    if (isRefusal(amount)) return invalid('statedAmount', amount.problem)
    const remark = readText('remark', text, 200)
    if (isRefusal(remark)) return remark
    read.push({ documentNumber, statedAmount: amount?.minor ?? null, remark })
  }
  const numbers = new Set(read.map(({ documentNumber }) => documentNumber))
  return numbers.size < read.length ? invalid('documents', 'DOCUMENT_TWICE') : read
}

function readName(field: string, text: string): string | InvalidInput {
  return readText(field, text, 200) ?? invalid(field, 'EMPTY')
}

/** Null for nothing but blanks. */
function readText(field: string, text: string | null, most: number): string | null | InvalidInput {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return null
  return trimmed.length > most ? invalid(field, `LONGER_THAN_${most}`) : trimmed
}
