import { type BusinessDate, periodOf } from '@erp/values'
import type { EventKind, PostingFacts } from '../domain/posting-readiness.ts'
import type { PeriodFacts } from '../domain/replicated-facts.ts'
import type { Tx } from './database.ts'

interface Row {
  readonly period: PeriodFacts | null
  readonly account_keys: string[] | null
  readonly rules: { accountKey: string; itemClass: string | null; valuationAreaId: string | null }[]
}

/** What finance could refuse a document over, as of one instant. */
export async function readPostingFacts(
  tx: Tx,
  companyId: string,
  document: { readonly eventKind: EventKind; readonly businessDate: BusinessDate },
): Promise<PostingFacts> {
  const period = periodOf(document.businessDate)
  const [row] = await tx.$queryRaw<Row[]>`
    with template as (
      select account_keys from voucher_template_replica
      where company_id = ${companyId}::uuid and event_kind = ${document.eventKind}
    )
    select
      (select jsonb_build_object('period', period, 'status', status, 'sealedModules', sealed_modules)
       from period_replica where company_id = ${companyId}::uuid and period = ${period}) as period,
      (select to_jsonb(account_keys) from template) as account_keys,
      (select coalesce(jsonb_agg(jsonb_build_object(
         'accountKey', account_key, 'itemClass', item_class, 'valuationAreaId', valuation_area_id)), '[]')
       from account_rule_replica
       where company_id = ${companyId}::uuid and active
         and account_key = any (select unnest(account_keys) from template)) as rules`
  if (!row) throw new Error('The facts of a posting could not be read')
  return {
    period: row.period ?? undefined,
    accountKeys: row.account_keys ?? undefined,
    rules: row.rules,
  }
}
