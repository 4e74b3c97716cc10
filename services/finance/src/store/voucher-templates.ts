import { type Sql, StaleDocument } from '@erp/service-kit'
import type { EventKind } from '../domain/business-event.ts'
import type { VoucherWord } from '../domain/voucher.ts'
import type { TemplateExample, TemplateLine, VoucherTemplate } from '../domain/voucher-template.ts'

export interface VoucherTemplateRow {
  readonly id: string
  readonly template_id: string
  readonly template_version: number
  readonly company_id: string
  readonly event_kind: EventKind
  readonly status: VoucherTemplate['status']
  readonly name_zh: string
  readonly name_en: string
  readonly word: VoucherWord
  readonly lines: TemplateLine[]
  readonly examples: TemplateExample[]
}

/** Stores versions of templates as the active ones. A version that somebody else has just stored makes the transaction run again. */
export async function insertTemplates(tx: Sql, templates: readonly VoucherTemplate[]): Promise<void> {
  const inserted = await tx.$executeRaw`
    insert into voucher_template (id, template_id, template_version, company_id, event_kind, status, name_zh, name_en, word, lines, examples)
    select id, "templateId", "templateVersion", "companyId", "eventKind", status, name ->> 'zh', name ->> 'en', word, lines, examples
    from jsonb_to_recordset(${JSON.stringify(templates)}::jsonb)
      as r(id uuid, "templateId" uuid, "templateVersion" int, "companyId" uuid, "eventKind" text, status text, name jsonb, word text,
           lines jsonb, examples jsonb)
    on conflict do nothing`
  if (inserted !== templates.length)
    throw new StaleDocument('voucher template', templates.map(({ id }) => id).join(', '))
}

/** The template that posts an event kind, held for a change. */
export async function lockActiveTemplate(
  tx: Sql,
  companyId: string,
  eventKind: EventKind,
): Promise<VoucherTemplate | undefined> {
  const [row] = await tx.$queryRaw<VoucherTemplateRow[]>`
    select * from voucher_template
    where company_id = ${companyId}::uuid and event_kind = ${eventKind} and status = 'ACTIVE' for update`
  return row && toTemplate(row)
}

export async function supersedeTemplate(tx: Sql, template: VoucherTemplate): Promise<void> {
  await tx.$executeRaw`
    update voucher_template set status = 'SUPERSEDED' where id = ${template.id}::uuid`
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
    lines: row.lines,
    examples: row.examples,
  }
}
