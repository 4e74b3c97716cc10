import { type Sql, StaleDocument } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { EventKind } from '../domain/business-event.ts'
import type { PostingPolicy, TemplateExample, TemplateLine, VoucherTemplate } from '../domain/voucher-template.ts'

export interface VoucherTemplateRow {
  readonly id: string
  readonly template_id: string
  readonly template_version: number
  readonly company_id: string
  readonly event_kind: EventKind
  readonly status: VoucherTemplate['status']
  readonly name_zh: string
  readonly name_en: string
  readonly word: string
  readonly policy: PostingPolicy
  readonly effective_from: string | Date | null
  readonly lines: TemplateLine[]
  readonly examples: TemplateExample[]
}

/** Stores versions of templates as the active ones. A version that somebody else has just stored makes the transaction run again. */
export async function insertTemplates(tx: Sql, templates: readonly VoucherTemplate[]): Promise<void> {
  const inserted = await tx.$executeRaw`
    insert into voucher_template (id, template_id, template_version, company_id, event_kind, status, name_zh, name_en, word, policy, effective_from, lines, examples)
    select id, "templateId", "templateVersion", "companyId", "eventKind", status, name ->> 'zh', name ->> 'en', word, policy, "effectiveFrom", lines, examples
    from jsonb_to_recordset(${JSON.stringify(templates)}::jsonb)
      as r(id uuid, "templateId" uuid, "templateVersion" int, "companyId" uuid, "eventKind" text, status text, name jsonb, word text, policy text, "effectiveFrom" date,
           lines jsonb, examples jsonb)
    on conflict do nothing`
  if (inserted !== templates.length)
    throw new StaleDocument('voucher template', templates.map(({ id }) => id).join(', '))
}

/** The versions that post an event kind, and the number of the newest version, held for a change. */
export async function lockTemplates(
  tx: Sql,
  companyId: string,
  eventKind: EventKind,
): Promise<{ readonly active: readonly VoucherTemplate[]; readonly newestVersion: number }> {
  const rows = await tx.$queryRaw<VoucherTemplateRow[]>`
    select * from voucher_template
    where company_id = ${companyId}::uuid and event_kind = ${eventKind}
    order by template_version desc for update`
  const versions = rows.map(toTemplate)
  const [newest] = versions
  return { active: versions.filter(({ status }) => status === 'ACTIVE'), newestVersion: newest?.templateVersion ?? 0 }
}

/** The versions that post something on some dates in these companies, the newest of each template first. */
export async function templatesInForce(tx: Sql, companyIds: readonly string[]): Promise<VoucherTemplate[]> {
  const rows = await tx.$queryRaw<VoucherTemplateRow[]>`
    select * from voucher_template where company_id = any (${companyIds}::uuid[]) and status = 'ACTIVE'
    order by template_id, template_version desc`
  return rows.map(toTemplate)
}

/** An event kind whose vouchers a version in force numbers by this word, if there is one. */
export async function eventNumberedBy(tx: Sql, companyId: string, word: string): Promise<EventKind | undefined> {
  const [row] = await tx.$queryRaw<{ event_kind: EventKind }[]>`
    select event_kind from voucher_template
    where company_id = ${companyId}::uuid and status = 'ACTIVE' and word = ${word} order by event_kind limit 1`
  return row?.event_kind
}

export async function supersedeTemplates(tx: Sql, templates: readonly VoucherTemplate[]): Promise<void> {
  if (templates.length === 0) return
  await tx.$executeRaw`
    update voucher_template set status = 'SUPERSEDED' where id = any (${templates.map(({ id }) => id)}::uuid[])`
}

/** All versions by event kind, the newest first, after the given version. */
export async function listTemplates(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly after: { readonly eventKind: string; readonly templateVersion: number } | undefined
    readonly activeOnly: boolean
  },
): Promise<VoucherTemplate[]> {
  const { eventKind = null, templateVersion = null } = page.after ?? {}
  const rows = await tx.$queryRaw<VoucherTemplateRow[]>`
    select * from voucher_template
    where company_id = ${companyId}::uuid and (status = 'ACTIVE' or not ${page.activeOnly}::boolean)
      and (${eventKind}::text is null or event_kind > ${eventKind}
           or (event_kind = ${eventKind} and template_version < ${templateVersion}::int))
    order by event_kind, template_version desc limit ${page.limit}::int`
  return rows.map(toTemplate)
}

/** The visible template versions of these ids. */
export async function findTemplates(tx: Sql, ids: readonly string[]): Promise<VoucherTemplate[]> {
  const rows = await tx.$queryRaw<VoucherTemplateRow[]>`
    select * from voucher_template where id = any (${ids}::uuid[])`
  return rows.map(toTemplate)
}

/** One template version, or undefined. */
export async function findTemplate(tx: Sql, id: string): Promise<VoucherTemplate | undefined> {
  return (await findTemplates(tx, [id]))[0]
}

export function toTemplate(row: VoucherTemplateRow): VoucherTemplate {
  return {
    id: row.id,
    templateId: row.template_id,
    companyId: row.company_id,
    eventKind: row.event_kind,
    templateVersion: row.template_version,
    status: row.status,
    name: { zh: row.name_zh, en: row.name_en },
    word: row.word,
    policy: row.policy,
    effectiveFrom: dayOf(row.effective_from),
    lines: row.lines,
    examples: row.examples,
  }
}

/** A day as text, however it was read: as text from jsonb, at midnight UTC from a column. */
function dayOf(day: string | Date | null): BusinessDate | null {
  if (day === null) return null
  return (typeof day === 'string' ? day.slice(0, 10) : day.toISOString().slice(0, 10)) as BusinessDate
}
