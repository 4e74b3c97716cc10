import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { BankLayout } from '../domain/bank-csv.ts'
import type { BankLine, BankMovement, BankStatement, KnownOfAccount } from '../domain/bank-statement.ts'
import { Prisma } from '../generated/prisma/client.ts'

const layoutColumns = Prisma.sql`
  company_id as "companyId", cash_account_id as "cashAccountId", day_form as "dayForm", day_column as "dayColumn",
  amount_column as "amountColumn", received_column as "receivedColumn", paid_column as "paidColumn",
  balance_column as "balanceColumn", reference_column as "referenceColumn", party_name_column as "partyNameColumn",
  party_account_column as "partyAccountColumn", text_column as "textColumn", version`

export function findBankLayouts(tx: Sql, cashAccountIds: readonly string[]): Promise<BankLayout[]> {
  return tx.$queryRaw<BankLayout[]>`
    select ${layoutColumns} from bank_layout where cash_account_id = any (${cashAccountIds}::uuid[])`
}

/** Stores the headings of an account's files, read as `layout.version` (0: none yet); undefined when others did meanwhile. */
export async function saveBankLayout(tx: Sql, layout: BankLayout): Promise<BankLayout | undefined> {
  const [saved] = await tx.$queryRaw<BankLayout[]>`
    insert into bank_layout as kept (cash_account_id, company_id, day_form, day_column, amount_column, received_column,
      paid_column, balance_column, reference_column, party_name_column, party_account_column, text_column)
    select ${layout.cashAccountId}::uuid, ${layout.companyId}::uuid, ${layout.dayForm}, ${layout.dayColumn},
      ${layout.amountColumn}, ${layout.receivedColumn}, ${layout.paidColumn}, ${layout.balanceColumn},
      ${layout.referenceColumn}, ${layout.partyNameColumn}, ${layout.partyAccountColumn}, ${layout.textColumn}
    where ${layout.version}::int = 0 or exists (
      select from bank_layout where cash_account_id = ${layout.cashAccountId}::uuid)
    on conflict (cash_account_id) do update set
      day_form = excluded.day_form, day_column = excluded.day_column, amount_column = excluded.amount_column,
      received_column = excluded.received_column, paid_column = excluded.paid_column,
      balance_column = excluded.balance_column, reference_column = excluded.reference_column,
      party_name_column = excluded.party_name_column, party_account_column = excluded.party_account_column,
      text_column = excluded.text_column, version = kept.version + 1
      where kept.version = ${layout.version}::int
    returning ${layoutColumns}`
  return saved
}

const columns = Prisma.sql`
  id, company_id as "companyId", cash_account_id as "cashAccountId", format, file_name as "fileName", sha256,
  begins_on::text as "beginsOn", ends_on::text as "endsOn", opening, closing, line_count as "lineCount",
  passed_over as "passedOver", imported_by as "importedBy", imported_at as "importedAt", discarded_at as "discardedAt",
  discard_reason as "discardReason"`

/** Lets what is done to the statements and matches of an account follow each other. */
export async function lockBankOf(tx: Sql, cashAccountId: string): Promise<void> {
  await tx.$queryRaw`select id from cash_account where id = ${cashAccountId}::uuid for update`
}

export function findBankStatements(tx: Sql, ids: readonly string[]): Promise<BankStatement[]> {
  return tx.$queryRaw<BankStatement[]>`select ${columns} from bank_statement where id = any (${ids}::uuid[])`
}

export async function findBankStatement(tx: Sql, id: string): Promise<BankStatement | undefined> {
  return (await findBankStatements(tx, [id]))[0]
}

/** The statement of an account that the next one goes on from. */
export async function lastStatement(tx: Sql, cashAccountId: string): Promise<BankStatement | undefined> {
  const [last] = await tx.$queryRaw<BankStatement[]>`
    select ${columns} from bank_statement where cash_account_id = ${cashAccountId}::uuid and discarded_at is null
    order by ends_on desc, id desc limit 1`
  return last
}

/** The same bytes as they were imported for an account before. */
export async function statementOfFile(
  tx: Sql,
  cashAccountId: string,
  sha256: string,
): Promise<BankStatement | undefined> {
  const [before] = await tx.$queryRaw<BankStatement[]>`
    select ${columns} from bank_statement
    where cash_account_id = ${cashAccountId}::uuid and sha256 = ${sha256} and discarded_at is null`
  return before
}

/** Of these references, the movements that earlier statements of the account brought. */
export async function movementsOfReferences(
  tx: Sql,
  cashAccountId: string,
  references: readonly string[],
): Promise<KnownOfAccount['byReference']> {
  const rows = await tx.$queryRaw<{ reference: string; bookedOn: BusinessDate; amount: bigint }[]>`
    select reference, booked_on::text as "bookedOn", amount from bank_statement_line
    where cash_account_id = ${cashAccountId}::uuid and not discarded and reference = any (${references}::text[])`
  return new Map(rows.map(({ reference, ...movement }) => [reference, movement]))
}

export async function insertBankStatement(
  tx: Sql,
  statement: BankStatement,
  lines: readonly (BankMovement & { readonly id: string; readonly lineNumber: number })[],
): Promise<void> {
  const { id, companyId, cashAccountId } = statement
  await tx.$executeRaw`
    insert into bank_statement (id, company_id, cash_account_id, format, file_name, sha256, begins_on, ends_on, opening,
                                closing, line_count, passed_over, imported_by, imported_at)
    values (${id}::uuid, ${companyId}::uuid, ${cashAccountId}::uuid, ${statement.format}, ${statement.fileName},
            ${statement.sha256}, ${statement.beginsOn}::date, ${statement.endsOn}::date, ${statement.opening},
            ${statement.closing}, ${statement.lineCount}::int, ${statement.passedOver}::int,
            ${statement.importedBy}::uuid, ${statement.importedAt})`
  const rows = lines.map(
    ({ id: lineId, lineNumber, bookedOn, amount, reference, partyName, partyAccountTail, text }) => ({
      ...{ id: lineId, lineNumber, bookedOn, amount: amount.toString(), reference, partyName, partyAccountTail, text },
    }),
  )
  await tx.$executeRaw`
    insert into bank_statement_line (id, company_id, cash_account_id, statement_id, line_number, booked_on, amount,
                                     reference, party_name, party_account_tail, line_text)
    select id, ${companyId}::uuid, ${cashAccountId}::uuid, ${id}::uuid, "lineNumber", "bookedOn", amount, reference,
           "partyName", "partyAccountTail", text
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, "lineNumber" int, "bookedOn" date, amount bigint, reference text, "partyName" text,
           "partyAccountTail" text, text text)`
}

/** Whether something of a statement stands matched. */
export async function isMatched(tx: Sql, statementId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ matched: boolean }[]>`
    select exists (
      select from bank_statement_line l join bank_match_line p on p.line_id = l.id
      where l.statement_id = ${statementId}::uuid
        and not exists (select from bank_match_undo u where u.bank_match_id = p.bank_match_id)) as matched`
  return row?.matched ?? false
}

export async function discardStatement(
  tx: Sql,
  { id }: BankStatement,
  { by, at, reason }: { readonly by: string; readonly at: Date; readonly reason: string },
): Promise<void> {
  await tx.$executeRaw`
    update bank_statement set discarded_at = ${at}, discarded_by = ${by}::uuid, discard_reason = ${reason}
    where id = ${id}::uuid`
  await tx.$executeRaw`update bank_statement_line set discarded = true where statement_id = ${id}::uuid`
}

/** Statements, the newest first, of all accounts or of one. */
export function listBankStatements(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterId: string | undefined; readonly cashAccountId: string | null },
): Promise<BankStatement[]> {
  return tx.$queryRaw<BankStatement[]>`
    select ${columns} from bank_statement
    where company_id = ${companyId}::uuid and (${page.afterId ?? null}::uuid is null or id < ${page.afterId ?? null}::uuid)
      and (${page.cashAccountId}::uuid is null or cash_account_id = ${page.cashAccountId}::uuid)
    order by id desc limit ${page.limit}::int`
}

/** The columns of a line `l`, with what the matches standing at the end of `day` left of it. */
export const lineColumns = Prisma.sql`
  l.id, l.company_id as "companyId", l.cash_account_id as "cashAccountId", l.statement_id as "statementId",
  l.line_number as "lineNumber", l.booked_on::text as "bookedOn", l.amount, l.reference, l.party_name as "partyName",
  l.party_account_tail as "partyAccountTail", l.line_text as text, (l.amount - taken.amount)::bigint as open`

export const takenOfLine = (day: BusinessDate | 'infinity') => Prisma.sql`
  cross join lateral (
    select coalesce(sum(p.amount), 0) as amount from bank_match_line p
    join standing_bank_matches(l.cash_account_id, ${day}::date) m on m.id = p.bank_match_id where p.line_id = l.id) as taken`

/** The visible lines of these ids. */
export function findBankLines(tx: Sql, ids: readonly string[]): Promise<BankLine[]> {
  return tx.$queryRaw<BankLine[]>`
    select ${lineColumns} from bank_statement_line l ${takenOfLine('infinity')}
    where l.id = any (${ids}::uuid[]) and not l.discarded order by l.booked_on, l.id`
}

/** The lines of a statement, in its order. */
export function linesOfStatement(
  tx: Sql,
  statementId: string,
  page: { readonly limit: number; readonly afterLine: number },
): Promise<BankLine[]> {
  return tx.$queryRaw<BankLine[]>`
    select ${lineColumns} from bank_statement_line l ${takenOfLine('infinity')}
    where l.statement_id = ${statementId}::uuid and l.line_number > ${page.afterLine}::int
    order by l.line_number limit ${page.limit}::int`
}
