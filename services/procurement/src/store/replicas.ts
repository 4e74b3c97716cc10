import type { Tx } from './database.ts'

/**
 * Every replica is written the same way: one statement for a whole run of messages, and only where the owner's version is
 * newer, so that a message that comes twice or late changes nothing. A run holds each aggregate at most once.
 */
export async function replicateCompanies(
  tx: Tx,
  companies: readonly {
    companyId: string
    code: string
    baseCurrency: string
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into company_replica as known (company_id, code, base_currency, active, version)
    select "companyId", code, "baseCurrency", active, version
    from jsonb_to_recordset(${JSON.stringify(companies)}::jsonb)
      as told("companyId" uuid, code text, "baseCurrency" text, active boolean, version int)
    order by "companyId"
    on conflict (company_id) do update
    set code = excluded.code, base_currency = excluded.base_currency, active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}

export async function replicateAccountRules(
  tx: Tx,
  rules: readonly {
    ruleId: string
    companyId: string
    accountKey: string
    itemClass: string | null
    valuationAreaId: string | null
    accountCode: string
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into account_rule_replica as known
      (rule_id, company_id, account_key, item_class, valuation_area_id, account_code, active, version)
    select "ruleId", "companyId", "accountKey", "itemClass", "valuationAreaId", "accountCode", active, version
    from jsonb_to_recordset(${JSON.stringify(rules)}::jsonb)
      as told("ruleId" uuid, "companyId" uuid, "accountKey" text, "itemClass" text, "valuationAreaId" uuid,
              "accountCode" text, active boolean, version int)
    order by "ruleId"
    on conflict (rule_id) do update
    set account_key = excluded.account_key, item_class = excluded.item_class,
        valuation_area_id = excluded.valuation_area_id, account_code = excluded.account_code, active = excluded.active,
        version = excluded.version
    where known.version < excluded.version`
}

export async function replicateDimensionValues(
  tx: Tx,
  values: readonly {
    dimensionValueId: string
    companyId: string
    dimension: string
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into dimension_value_replica as known (dimension_value_id, company_id, dimension, active, version)
    select "dimensionValueId", "companyId", dimension, active, version
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      as told("dimensionValueId" uuid, "companyId" uuid, dimension text, active boolean, version int)
    order by "dimensionValueId"
    on conflict (dimension_value_id) do update
    set dimension = excluded.dimension, active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}

export async function replicateBudgetsInForce(
  tx: Tx,
  budgets: readonly { companyId: string; year: string; accountCodes: readonly string[]; version: number }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into budget_in_force_replica as known (company_id, year, account_codes, version)
    select distinct on ("companyId", year) "companyId", year, "accountCodes", version
    from jsonb_to_recordset(${JSON.stringify(budgets)}::jsonb)
      as told("companyId" uuid, year text, "accountCodes" text[], version int)
    order by "companyId", year, version desc
    on conflict (company_id, year) do update
    set account_codes = excluded.account_codes, version = excluded.version
    where known.version < excluded.version`
}
