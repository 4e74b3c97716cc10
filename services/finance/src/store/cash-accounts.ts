import type { Sql } from '@erp/service-kit'
import type { Currency } from '@erp/values'
import type { CashAccount } from '../domain/cash-document.ts'

interface CashAccountRow {
  readonly id: string
  readonly company_id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly account_id: string
  readonly currency: Currency
  readonly bank_name: string | null
  readonly active: boolean
  readonly version: number
}

/** Stores a new cash account; false when its code or its account of the chart is taken. */
export async function insertCashAccount(tx: Sql, account: CashAccount): Promise<boolean> {
  const { id, companyId, code, name, accountId, currency, bankName } = account
  const inserted = await tx.$executeRaw`
    insert into cash_account (id, company_id, code, name_zh, name_en, account_id, currency, bank_name)
    values (${id}::uuid, ${companyId}::uuid, ${code}, ${name.zh}, ${name.en}, ${accountId}::uuid, ${currency}, ${bankName})
    on conflict do nothing`
  return inserted === 1
}

/** Stores the next version of a cash account that was read as `account.version`; undefined when it is another by now. */
export async function saveCashAccount(tx: Sql, account: CashAccount): Promise<CashAccount | undefined> {
  const { id, name, bankName, active, version } = account
  const [row] = await tx.$queryRaw<CashAccountRow[]>`
    update cash_account set name_zh = ${name.zh}, name_en = ${name.en}, bank_name = ${bankName}, active = ${active},
      version = version + 1
    where id = ${id}::uuid and version = ${version}::int returning *`
  return row && toCashAccount(row)
}

/** The visible cash accounts of these ids. */
export async function findCashAccounts(tx: Sql, ids: readonly string[]): Promise<CashAccount[]> {
  const rows = await tx.$queryRaw<CashAccountRow[]>`select * from cash_account where id = any (${ids}::uuid[])`
  return rows.map(toCashAccount)
}

export async function findCashAccount(tx: Sql, id: string): Promise<CashAccount | undefined> {
  return (await findCashAccounts(tx, [id]))[0]
}

/** The same, held until the transaction ends; so are receipts and payments of cash on hand before they are done. */
export async function lockCashAccount(tx: Sql, id: string): Promise<CashAccount | undefined> {
  const [row] = await tx.$queryRaw<CashAccountRow[]>`select * from cash_account where id = ${id}::uuid for update`
  return row && toCashAccount(row)
}

/** The cash account in use that stands on an account of the chart. */
export async function findCashAccountOn(
  tx: Sql,
  companyId: string,
  accountId: string,
): Promise<CashAccount | undefined> {
  const [row] = await tx.$queryRaw<CashAccountRow[]>`
    select * from cash_account where company_id = ${companyId}::uuid and account_id = ${accountId}::uuid and active`
  return row && toCashAccount(row)
}

/** Cash accounts by code, after the given one. */
export async function listCashAccounts(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterCode: string },
): Promise<CashAccount[]> {
  const rows = await tx.$queryRaw<CashAccountRow[]>`
    select * from cash_account where company_id = ${companyId}::uuid and code > ${page.afterCode}
    order by code limit ${page.limit}::int`
  return rows.map(toCashAccount)
}

/** Of these accounts, those of cash on hand 库存现金 with less than nothing in them; all of them are held from here on. */
export async function overdrawnCash(
  tx: Sql,
  ids: readonly string[],
): Promise<{ readonly code: string; readonly currency: Currency; readonly balance: bigint }[]> {
  const held = await tx.$queryRaw<{ id: string }[]>`
    select c.id from cash_account c join account a on a.id = c.account_id and a.cash_kind = 'CASH'
    where c.id = any (${ids}::uuid[]) order by c.id for update of c`
  if (held.length === 0) return []
  return tx.$queryRaw`
    select c.code, c.currency, sum(moved.net)::bigint as balance
    from cash_account c join book b on b.company_id = c.company_id
    join voucher_line l on l.company_id = c.company_id and l.account_id = c.account_id
    cross join lateral (
      select case when c.currency = b.base_currency then l.debit - l.credit
                  when l.debit <> 0 then l.foreign_amount else -l.foreign_amount end as net) as moved
    where c.id = any (${held.map(({ id }) => id)}::uuid[])
    group by c.id having sum(moved.net) < 0 order by c.code`
}

function toCashAccount(row: CashAccountRow): CashAccount {
  return {
    ...{ id: row.id, companyId: row.company_id, code: row.code, name: { zh: row.name_zh, en: row.name_en } },
    ...{ accountId: row.account_id, currency: row.currency, bankName: row.bank_name, active: row.active },
    version: row.version,
  }
}
