import { type Sql, StaleDocument } from '@erp/service-kit'
import type { AccountQuestion, AccountRule } from '../domain/account-rule.ts'
import type { ItemClass } from '../domain/business-event.ts'

interface AccountRuleRow {
  readonly id: string
  readonly company_id: string
  readonly account_key: string
  readonly item_class: ItemClass | null
  readonly valuation_area_id: string | null
  readonly party_class: string | null
  readonly tax_code: string | null
  readonly department_id: string | null
  readonly expense_type: string | null
  readonly account_code: string
  readonly active: boolean
  readonly version: number
}

/** Who changes rules, and when. */
export interface Change {
  readonly userId: string
  readonly at: Date
}

/** Stores new rules with their first revision. A rule that somebody else has just stored makes the transaction run again. */
export async function insertRules(tx: Sql, rules: readonly AccountRule[], by: Change): Promise<void> {
  const inserted = await tx.$executeRaw`
    with inserted as (
      insert into account_rule (id, company_id, account_key, item_class, valuation_area_id, party_class, tax_code,
                                department_id, expense_type, account_code, active, version)
      select id, "companyId", "accountKey", "itemClass", "valuationAreaId", "partyClass", "taxCode", "departmentId",
             "expenseType", "accountCode", active, version
      from jsonb_to_recordset(${JSON.stringify(rules)}::jsonb)
        as r(id uuid, "companyId" uuid, "accountKey" text, "itemClass" text, "valuationAreaId" uuid, "partyClass" text,
             "taxCode" text, "departmentId" uuid, "expenseType" text, "accountCode" text, active boolean, version int)
      on conflict do nothing
      returning *)
    insert into account_rule_revision (rule_id, version, company_id, account_code, active, changed_by, changed_at)
    select id, version, company_id, account_code, active, ${by.userId}::uuid, ${by.at} from inserted`
  if (inserted !== rules.length) throw new StaleDocument('account rule', rules.map(({ id }) => id).join(', '))
}

/** Stores the next version of a rule that was read as `rule.version`, and its revision. */
export async function saveRule(tx: Sql, rule: AccountRule, by: Change): Promise<AccountRule> {
  const [row] = await tx.$queryRaw<AccountRuleRow[]>`
    with changed as (
      update account_rule
      set account_code = ${rule.accountCode}, active = ${rule.active}, version = version + 1
      where id = ${rule.id}::uuid and version = ${rule.version}::int
      returning *
    ), noted as (
      insert into account_rule_revision (rule_id, version, company_id, account_code, active, changed_by, changed_at)
      select id, version, company_id, account_code, active, ${by.userId}::uuid, ${by.at} from changed)
    select * from changed`
  if (!row) throw new StaleDocument('account rule', rule.id)
  return toRule(row)
}

/** Lets the active rules that name one account name another from here on, with their next revisions. */
export async function moveRules(
  tx: Sql,
  { companyId, from, to }: { readonly companyId: string; readonly from: string; readonly to: string },
  by: Change,
): Promise<AccountRule[]> {
  const rows = await tx.$queryRaw<AccountRuleRow[]>`
    with moved as (
      update account_rule set account_code = ${to}, version = version + 1
      where company_id = ${companyId}::uuid and account_code = ${from} and active
      returning *
    ), noted as (
      insert into account_rule_revision (rule_id, version, company_id, account_code, active, changed_by, changed_at)
      select id, version, company_id, account_code, active, ${by.userId}::uuid, ${by.at} from moved)
    select * from moved order by id`
  return rows.map(toRule)
}

/** The rule for exactly this key and these conditions, active or not, held for a change. */
export async function lockRuleFor(
  tx: Sql,
  companyId: string,
  exact: AccountQuestion,
): Promise<AccountRule | undefined> {
  const [row] = await tx.$queryRaw<AccountRuleRow[]>`
    select * from account_rule
    where company_id = ${companyId}::uuid and account_key = ${exact.accountKey}
      and item_class is not distinct from ${exact.itemClass}
      and valuation_area_id is not distinct from ${exact.valuationAreaId}::uuid
      and party_class is not distinct from ${exact.partyClass ?? null}
      and tax_code is not distinct from ${exact.taxCode ?? null}
      and department_id is not distinct from ${exact.departmentId ?? null}::uuid
      and expense_type is not distinct from ${exact.expenseType ?? null}
    for update`
  return row && toRule(row)
}

export async function lockRule(tx: Sql, companyId: string, id: string): Promise<AccountRule | undefined> {
  const [row] = await tx.$queryRaw<AccountRuleRow[]>`
    select * from account_rule where company_id = ${companyId}::uuid and id = ${id}::uuid for update`
  return row && toRule(row)
}

export async function findRule(tx: Sql, id: string): Promise<AccountRule | undefined> {
  const [row] = await tx.$queryRaw<AccountRuleRow[]>`select * from account_rule where id = ${id}::uuid`
  return row && toRule(row)
}

/** Active rules of a company by key, the general one first, after the given key and id; with `accountKey` those of one key. */
export async function listRules(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly after: { readonly accountKey: string; readonly id: string } | undefined
    readonly accountKey: string | null
  },
): Promise<AccountRule[]> {
  const rows = await tx.$queryRaw<AccountRuleRow[]>`
    select * from account_rule
    where company_id = ${companyId}::uuid and active
      and (${page.accountKey}::text is null or account_key = ${page.accountKey})
      and (${page.after?.id ?? null}::uuid is null
           or (account_key, id) > (${page.after?.accountKey ?? ''}, ${page.after?.id ?? null}::uuid))
    order by account_key, id limit ${page.limit}::int`
  return rows.map(toRule)
}

/** The active rules that name an account. */
export async function rulesNaming(tx: Sql, companyId: string, accountCode: string): Promise<AccountRule[]> {
  const rows = await tx.$queryRaw<AccountRuleRow[]>`
    select * from account_rule
    where company_id = ${companyId}::uuid and account_code = ${accountCode} and active order by id`
  return rows.map(toRule)
}

/** Every active rule of these companies. */
export async function activeRulesOf(tx: Sql, companyIds: readonly string[]): Promise<AccountRule[]> {
  const rows = await tx.$queryRaw<AccountRuleRow[]>`
    select * from account_rule where company_id = any (${companyIds}::uuid[]) and active order by id`
  return rows.map(toRule)
}

/** Every active rule of one account key. */
export function rulesOfKey(tx: Sql, companyId: string, accountKey: string): Promise<AccountRule[]> {
  return listRules(tx, companyId, { limit: 10_000, after: undefined, accountKey })
}

function toRule(row: AccountRuleRow): AccountRule {
  return {
    id: row.id,
    companyId: row.company_id,
    accountKey: row.account_key,
    itemClass: row.item_class,
    valuationAreaId: row.valuation_area_id,
    partyClass: row.party_class,
    taxCode: row.tax_code,
    departmentId: row.department_id,
    expenseType: row.expense_type,
    accountCode: row.account_code,
    active: row.active,
    version: row.version,
  }
}
