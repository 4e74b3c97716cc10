import type { Tx } from './database.ts'

export async function replicateAccountRules(
  tx: Tx,
  rules: readonly {
    ruleId: string
    companyId: string
    accountKey: string
    itemClass: string | null
    valuationAreaId: string | null
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into account_rule_replica as known
      (rule_id, company_id, account_key, item_class, valuation_area_id, active, version)
    select "ruleId", "companyId", "accountKey", "itemClass", "valuationAreaId", active, version
    from jsonb_to_recordset(${JSON.stringify(rules)}::jsonb)
      as told("ruleId" uuid, "companyId" uuid, "accountKey" text, "itemClass" text, "valuationAreaId" uuid,
              active boolean, version int)
    order by "ruleId"
    on conflict (rule_id) do update
    set account_key = excluded.account_key, item_class = excluded.item_class,
        valuation_area_id = excluded.valuation_area_id, active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}
