import type { Sql } from '@erp/service-kit'
import type { BusinessDate, Period } from '@erp/values'
import type { BankApart } from '../domain/closing-blockers.ts'
import { type BankAsked, journalEntries } from './bank-matches.ts'
import { takenOfLine } from './bank-statements.ts'

/** 银行余额调节表 of an account at the end of a day, in minor units of the account; what went out is negative. */
export interface ReconciliationFigures {
  readonly bankBalance: bigint
  readonly bookBalance: bigint
  /** 银行已收企业未收, 银行已付企业未付 */
  readonly onlyBankReceived: bigint
  readonly onlyBankPaid: bigint
  /** 企业已收银行未收, 企业已付银行未付 */
  readonly onlyBooksReceived: bigint
  readonly onlyBooksPaid: bigint
  /** The last day that statements tell of; null without any. */
  readonly statementsEndOn: BusinessDate | null
}

export async function reconciliationFigures(tx: Sql, asked: BankAsked): Promise<ReconciliationFigures> {
  const { account, endsOn } = asked
  const [row] = await tx.$queryRaw<ReconciliationFigures[]>`
    with line as (
      select l.amount, l.amount - taken.amount as open from bank_statement_line l ${takenOfLine(endsOn)}
      where l.cash_account_id = ${account.id}::uuid and not l.discarded and l.booked_on <= ${endsOn}::date),
    entry as (${journalEntries(asked, endsOn)}),
    bank as (
      select coalesce(sum(amount), 0)::bigint as balance, coalesce(sum(open) filter (where open > 0), 0)::bigint as received,
        coalesce(sum(open) filter (where open < 0), 0)::bigint as paid from line),
    books as (
      select coalesce(sum(amount), 0)::bigint as balance, coalesce(sum(open) filter (where open > 0), 0)::bigint as received,
        coalesce(sum(open) filter (where open < 0), 0)::bigint as paid from entry)
    select bank.balance as "bankBalance", books.balance as "bookBalance", bank.received as "onlyBankReceived",
      bank.paid as "onlyBankPaid", books.received as "onlyBooksReceived", books.paid as "onlyBooksPaid", (
        select max(ends_on)::text from bank_statement s
        where s.cash_account_id = ${account.id}::uuid and s.discarded_at is null) as "statementsEndOn"
    from bank, books`
  if (!row) throw new Error('A sum of nothing has a row')
  return row
}

/**
 * The accounts that keep these periods from closing. Only those whose bank is followed by then; what a statement says at its
 * end has to be the sum of its account's lines, and matches have to be even.
 */
export function banksApart(
  tx: Sql,
  companyId: string,
  periods: readonly Period[],
): Promise<(BankApart & { readonly period: Period })[]> {
  return tx.$queryRaw<(BankApart & { readonly period: Period })[]>`
    with asked as (
      select period, ((period || '-01')::date + interval '1 month' - interval '1 day')::date as ends_on
      from unnest(${[...periods]}::text[]) as one (period)),
    followed as (
      select c.id, c.code, c.currency, min(s.begins_on) as since, max(s.ends_on) as until
      from cash_account c join bank_statement s on s.cash_account_id = c.id and s.discarded_at is null
      where c.company_id = ${companyId}::uuid and c.active group by c.id),
    stated as (
      select f.id, last.closing - coalesce(sum(l.amount), 0) as apart
      from followed f
      cross join lateral (
        select closing from bank_statement s where s.cash_account_id = f.id and s.discarded_at is null
        order by s.ends_on desc, s.id desc limit 1) as last
      left join bank_statement_line l on l.cash_account_id = f.id and not l.discarded
      group by f.id, last.closing),
    matched as (
      select asked.period, f.id, sum(part.amount) as apart
      from asked cross join followed f cross join lateral standing_bank_matches(f.id, asked.ends_on) as m
      cross join lateral (
        select p.amount from bank_match_line p where p.bank_match_id = m.id
        union all select -p.amount from bank_match_entry p where p.bank_match_id = m.id) as part
      group by 1, 2)
    select asked.period, f.code as "cashAccountCode", f.currency, f.until::text as "statementsEndOn",
      f.until < asked.ends_on as missing, (stated.apart + coalesce(matched.apart, 0))::bigint as difference
    from asked join followed f on f.since <= asked.ends_on join stated on stated.id = f.id
    left join matched on matched.id = f.id and matched.period = asked.period
    where f.until < asked.ends_on or stated.apart + coalesce(matched.apart, 0) <> 0
    order by asked.period, f.code`
}
