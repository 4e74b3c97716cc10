import type { Period } from '@erp/values'
import type { AccountRule, PeriodFacts, PeriodStatus, PostedEventKind, PostingFacts } from '../domain/posting-check.ts'
import type { Dimension, PostingRequirements, TemplateLine } from '../domain/required-dimension.ts'
import type { Tx } from './database.ts'

/** Copies of what finance decides. */
export type PeriodCopy = {
  companyId: string
  period: string
  status: PeriodStatus
  sealedModules?: readonly string[] | undefined
  version: number
}
export type AccountRuleCopy = {
  companyId: string
  ruleId: string
  accountKey: string
  itemClass: string | null
  valuationAreaId: string | null
  departmentId?: string | null
  expenseType?: string | null
  accountCode: string
  /** Left out by whoever does not say what lines have to name. */
  specificity?: number | undefined
  requiredDimensions?: readonly Dimension[] | undefined
  active: boolean
  version: number
}
export type VoucherTemplateCopy = {
  companyId: string
  eventKind: string
  templateId: string
  templateVersion: number
  accountKeys: readonly string[]
  lines?: readonly Pick<TemplateLine, 'accountKey' | 'amount' | 'dimensions'>[] | undefined
}

export async function replicatePeriods(tx: Tx, periods: readonly PeriodCopy[]): Promise<void> {
  await tx.$executeRaw`
    insert into replicated_period as known (company_id, period, status, sealed_modules, version)
    select "companyId", period, status, coalesce("sealedModules", '{}'), version
    from jsonb_to_recordset(${JSON.stringify(periods)}::jsonb) as p(
      "companyId" uuid, period text, status text, "sealedModules" text[], version int)
    on conflict (company_id, period) do update
    set status = excluded.status, sealed_modules = excluded.sealed_modules, version = excluded.version
    where known.version < excluded.version`
}

/** The newest version of each rule; of one version that was told again, what was heard last. */
export async function replicateAccountRules(tx: Tx, rules: readonly AccountRuleCopy[]): Promise<void> {
  await tx.$executeRaw`
    insert into replicated_account_rule as known
      (rule_id, company_id, account_key, item_class, valuation_area_id, department_id, expense_type, account_code,
       specificity, required_dimensions, active, version)
    select distinct on ("ruleId")
      "ruleId", "companyId", "accountKey", "itemClass", "valuationAreaId", "departmentId", "expenseType", "accountCode",
      specificity, "requiredDimensions", active, version
    from jsonb_to_recordset(${JSON.stringify(inOrder(rules))}::jsonb) as r(
      "ruleId" uuid, "companyId" uuid, "accountKey" text, "itemClass" text, "valuationAreaId" uuid, "departmentId" uuid,
      "expenseType" text, "accountCode" text, specificity int, "requiredDimensions" jsonb, active boolean, version int,
      place int)
    order by "ruleId", version desc, place desc
    on conflict (rule_id) do update
    set account_key = excluded.account_key, item_class = excluded.item_class,
        valuation_area_id = excluded.valuation_area_id, department_id = excluded.department_id,
        expense_type = excluded.expense_type, account_code = excluded.account_code, specificity = excluded.specificity,
        required_dimensions = excluded.required_dimensions, active = excluded.active, version = excluded.version
    where known.version <= excluded.version`
}

/** The template that posts an event kind: another one or a version told again replaces it, an older version does not. */
export async function replicateVoucherTemplates(tx: Tx, templates: readonly VoucherTemplateCopy[]): Promise<void> {
  await tx.$executeRaw`
    insert into replicated_voucher_template as known
      (company_id, event_kind, template_id, template_version, account_keys, lines)
    select distinct on ("companyId", "eventKind")
      "companyId", "eventKind", "templateId", "templateVersion", "accountKeys", lines
    from jsonb_to_recordset(${JSON.stringify(inOrder(templates))}::jsonb) as t(
      "companyId" uuid, "eventKind" text, "templateId" uuid, "templateVersion" int, "accountKeys" jsonb, lines jsonb,
      place int)
    order by "companyId", "eventKind", "templateVersion" desc, "templateId" desc, place desc
    on conflict (company_id, event_kind) do update
    set template_id = excluded.template_id, template_version = excluded.template_version,
        account_keys = excluded.account_keys, lines = excluded.lines
    where known.template_id <> excluded.template_id or known.template_version <= excluded.template_version`
}

/** Copies with the place in which they were heard. */
function inOrder<Copy extends object>(copies: readonly Copy[]): (Copy & { place: number })[] {
  return copies.map((copy, place) => ({ ...copy, place }))
}

/** What decides whether finance could post events of these kinds in this period now. */
export async function find(
  tx: Tx,
  { companyId, period, eventKinds }: { companyId: string; period: Period; eventKinds: readonly PostedEventKind[] },
): Promise<PostingFacts> {
  const [row] = await tx.$queryRaw<
    { period: PeriodFacts | null; accountKeys: Partial<Record<PostedEventKind, string[]>>; rules: AccountRule[] }[]
  >`
    select
      (select jsonb_build_object('status', status, 'sealedModules', sealed_modules) from replicated_period
       where company_id = ${companyId}::uuid and period = ${period}) as period,
      (select coalesce(jsonb_object_agg(event_kind, account_keys), '{}') from replicated_voucher_template
       where company_id = ${companyId}::uuid and event_kind = any (array(
         select value from jsonb_array_elements_text(${JSON.stringify(eventKinds)}::jsonb)))) as "accountKeys",
      (select coalesce(jsonb_agg(jsonb_build_object('accountKey', account_key, 'itemClass', item_class,
                                                    'valuationAreaId', valuation_area_id)), '[]')
       from replicated_account_rule
       where company_id = ${companyId}::uuid and active and department_id is null and expense_type is null) as rules`
  return {
    period: row?.period ?? undefined,
    accountKeys: new Map(
      eventKinds.flatMap((kind) => {
        const accountKeys = row?.accountKeys[kind]
        return accountKeys ? [[kind, accountKeys] as const] : []
      }),
    ),
    rules: row?.rules ?? [],
  }
}

/** What lines of these events have to name by what finance told; what it did not tell is left out. */
export async function findRequirements(
  tx: Tx,
  { companyId, eventKinds }: { companyId: string; eventKinds: readonly PostedEventKind[] },
): Promise<PostingRequirements> {
  const [row] = await tx.$queryRaw<PostingRequirements[]>`
    with line as (
      select event_kind as "eventKind", l.*
      from replicated_voucher_template cross join jsonb_to_recordset(coalesce(lines, '[]')) as l(
        "accountKey" text, amount text, dimensions jsonb)
      where company_id = ${companyId}::uuid and event_kind = any (array(
        select value from jsonb_array_elements_text(${JSON.stringify(eventKinds)}::jsonb)))
    ), demanding as (
      select distinct account_key from replicated_account_rule
      where company_id = ${companyId}::uuid and active and required_dimensions <> '[]'
        and account_key in (select "accountKey" from line))
    select
      (select coalesce(jsonb_agg(to_jsonb(line)), '[]') from line
       where "accountKey" in (select account_key from demanding)) as lines,
      (select coalesce(jsonb_agg(jsonb_build_object(
         'accountKey', account_key, 'itemClass', item_class, 'valuationAreaId', valuation_area_id,
         'departmentId', department_id, 'expenseType', expense_type, 'accountCode', account_code,
         'specificity', specificity, 'requiredDimensions', coalesce(required_dimensions, '[]'))), '[]')
       from replicated_account_rule
       where company_id = ${companyId}::uuid and active and account_key in (select account_key from demanding)) as rules`
  return row ?? { lines: [], rules: [] }
}

/** Where finance says these periods stand; one it has not opened is left out. */
export async function findPeriods(
  tx: Tx,
  companyId: string,
  periods: readonly Period[],
): Promise<Map<Period, PeriodFacts>> {
  const rows = await tx.$queryRaw<(PeriodFacts & { period: Period })[]>`
    select period, status, sealed_modules as "sealedModules" from replicated_period
    where company_id = ${companyId}::uuid
      and period = any (array(select value from jsonb_array_elements_text(${JSON.stringify([...new Set(periods)])}::jsonb)))`
  return new Map(rows.map((row) => [row.period, row]))
}
