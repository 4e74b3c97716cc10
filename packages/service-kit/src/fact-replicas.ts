import type { Sql } from './sql.ts'

/**
 * Facts of other services, in the tables that whoever needs them keeps of them. Every replica is written the same way: one
 * statement for a whole run of messages, and only where the owner's version is newer, so that a message that comes twice or late
 * changes nothing. A run holds each aggregate at most once.
 */
export async function replicateItems(
  tx: Sql,
  items: readonly {
    itemId: string
    companyId: string
    code: string
    name: { zh: string; en: string }
    itemClass: string
    baseUnit: string
    units: readonly { unit: string; numerator: string; denominator: string }[]
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into item_replica as known
      (item_id, company_id, code, name_zh, name_en, item_class, base_unit, units, active, version)
    select "itemId", "companyId", code, name ->> 'zh', name ->> 'en', "itemClass", "baseUnit", units, active, version
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
      as told("itemId" uuid, "companyId" uuid, code text, name jsonb, "itemClass" text, "baseUnit" text, units jsonb,
              active boolean, version int)
    order by "itemId"
    on conflict (item_id) do update
    set code = excluded.code, name_zh = excluded.name_zh, name_en = excluded.name_en, item_class = excluded.item_class,
        base_unit = excluded.base_unit, units = excluded.units, active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}

export async function replicateWarehouses(
  tx: Sql,
  warehouses: readonly {
    warehouseId: string
    companyId: string
    code: string
    valuationAreaId: string
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into warehouse_replica as known (warehouse_id, company_id, code, valuation_area_id, active, version)
    select "warehouseId", "companyId", code, "valuationAreaId", active, version
    from jsonb_to_recordset(${JSON.stringify(warehouses)}::jsonb)
      as told("warehouseId" uuid, "companyId" uuid, code text, "valuationAreaId" uuid, active boolean, version int)
    order by "warehouseId"
    on conflict (warehouse_id) do update
    set code = excluded.code, valuation_area_id = excluded.valuation_area_id, active = excluded.active,
        version = excluded.version
    where known.version < excluded.version`
}

export async function replicatePeriods(
  tx: Sql,
  periods: readonly {
    companyId: string
    period: string
    status: string
    sealedModules?: readonly string[] | undefined
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into period_replica as known (company_id, period, status, sealed_modules, version)
    select "companyId", period, status, coalesce("sealedModules", '{}'), version
    from jsonb_to_recordset(${JSON.stringify(periods)}::jsonb)
      as told("companyId" uuid, period text, status text, "sealedModules" text[], version int)
    order by "companyId", period
    on conflict (company_id, period) do update
    set status = excluded.status, sealed_modules = excluded.sealed_modules, version = excluded.version
    where known.version < excluded.version`
}

/** One template is active for each event kind: the one with the highest version that was told. */
export async function replicateVoucherTemplates(
  tx: Sql,
  templates: readonly {
    companyId: string
    templateId: string
    eventKind: string
    templateVersion: number
    accountKeys: readonly string[]
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into voucher_template_replica as known (company_id, event_kind, template_id, template_version, account_keys)
    select distinct on ("companyId", "eventKind") "companyId", "eventKind", "templateId", "templateVersion", "accountKeys"
    from jsonb_to_recordset(${JSON.stringify(templates)}::jsonb)
      as told("companyId" uuid, "eventKind" text, "templateId" uuid, "templateVersion" int, "accountKeys" text[])
    order by "companyId", "eventKind", "templateVersion" desc
    on conflict (company_id, event_kind) do update
    set template_id = excluded.template_id, template_version = excluded.template_version,
        account_keys = excluded.account_keys
    where known.template_version < excluded.template_version`
}

export async function replicateTaxCodes(
  tx: Sql,
  taxCodes: readonly {
    taxCodeId: string
    companyId: string
    code: string
    ratePercent: string
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into tax_code_replica as known (tax_code_id, company_id, code, rate_percent, active, version)
    select "taxCodeId", "companyId", code, "ratePercent", active, version
    from jsonb_to_recordset(${JSON.stringify(taxCodes)}::jsonb)
      as told("taxCodeId" uuid, "companyId" uuid, code text, "ratePercent" numeric, active boolean, version int)
    order by "taxCodeId"
    on conflict (tax_code_id) do update
    set code = excluded.code, rate_percent = excluded.rate_percent, active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}

export async function replicateApprovalDefinitions(
  tx: Sql,
  definitions: readonly {
    definitionId: string
    companyId: string
    documentType: string
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into approval_definition_replica as known (definition_id, company_id, document_type, active, version)
    select distinct on ("definitionId") "definitionId", "companyId", "documentType", active, version
    from jsonb_to_recordset(${JSON.stringify(definitions)}::jsonb)
      as told("definitionId" uuid, "companyId" uuid, "documentType" text, active boolean, version int)
    order by "definitionId", version desc
    on conflict (definition_id) do update set active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}

/** Whether a company has such documents approved before they are in force. */
export async function isApprovalAsked(tx: Sql, companyId: string, documentType: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ active: boolean }[]>`
    select active from approval_definition_replica
    where company_id = ${companyId}::uuid and document_type = ${documentType}`
  return row?.active ?? false
}

/** In which group a customer or supplier is, at one of its versions; in none where it is null. */
export interface PartyGroup {
  readonly partyId: string
  readonly companyId: string
  readonly party: 'CUSTOMER' | 'SUPPLIER'
  readonly groupCode: string | null
  readonly version: number
}

/** By which groups users are narrowed to parties. */
export async function replicatePartyGroups(tx: Sql, parties: readonly PartyGroup[]): Promise<void> {
  await tx.$executeRaw`
    insert into party_group as known (party_id, company_id, party, group_code, version)
    select "partyId", "companyId", party, "groupCode", version
    from jsonb_to_recordset(${JSON.stringify(parties)}::jsonb)
      as told("partyId" uuid, "companyId" uuid, party text, "groupCode" text, version int)
    order by "partyId"
    on conflict (party_id) do update set group_code = excluded.group_code, version = excluded.version
    where known.version < excluded.version`
}
