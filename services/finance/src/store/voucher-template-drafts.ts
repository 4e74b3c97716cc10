import { type Sql, StaleDocument } from '@erp/service-kit'
import type { EventKind } from '../domain/business-event.ts'
import type { TemplateDraft } from '../domain/template-draft.ts'
import type { PostingPolicy, TemplateExample, TemplateLine } from '../domain/voucher-template.ts'
import type { Change } from './account-rules.ts'

interface DraftRow {
  readonly id: string
  readonly company_id: string
  readonly event_kind: EventKind
  readonly status: TemplateDraft['status']
  readonly name_zh: string
  readonly name_en: string
  readonly word: string
  readonly policy: PostingPolicy
  readonly lines: TemplateLine[]
  readonly examples: TemplateExample[]
  readonly template_version_id: string | null
  readonly version: number
  readonly changed_at: Date
}

export async function insertTemplateDraft(tx: Sql, draft: TemplateDraft, by: Change): Promise<void> {
  await tx.$executeRaw`
    insert into voucher_template_draft (id, company_id, event_kind, status, name_zh, name_en, word, policy, lines,
                                        examples, version, changed_by, changed_at)
    values (${draft.id}::uuid, ${draft.companyId}::uuid, ${draft.eventKind}, ${draft.status}, ${draft.name.zh},
            ${draft.name.en}, ${draft.word}, ${draft.policy}, ${JSON.stringify(draft.lines)}::jsonb,
            ${JSON.stringify(draft.examples)}::jsonb, 1, ${by.userId}::uuid, ${by.at})`
}

/** Stores the next version of a draft that was read as `draft.version`. Returns it as stored. */
export async function saveTemplateDraft(tx: Sql, draft: TemplateDraft, by: Change): Promise<TemplateDraft> {
  const [row] = await tx.$queryRaw<DraftRow[]>`
    update voucher_template_draft
    set status = ${draft.status}, name_zh = ${draft.name.zh}, name_en = ${draft.name.en}, word = ${draft.word},
        policy = ${draft.policy}, lines = ${JSON.stringify(draft.lines)}::jsonb,
        examples = ${JSON.stringify(draft.examples)}::jsonb, template_version_id = ${draft.templateVersionId}::uuid,
        version = version + 1, changed_by = ${by.userId}::uuid, changed_at = ${by.at}
    where id = ${draft.id}::uuid and version = ${draft.version}::int
    returning *`
  if (!row) throw new StaleDocument('voucher template draft', draft.id)
  return toDraft(row)
}

export async function findTemplateDraft(tx: Sql, id: string): Promise<TemplateDraft | undefined> {
  const [row] = await tx.$queryRaw<DraftRow[]>`select * from voucher_template_draft where id = ${id}::uuid`
  return row && toDraft(row)
}

/** Drafts still open, the oldest first, after the given id. */
export async function listTemplateDrafts(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterId: string | null },
): Promise<TemplateDraft[]> {
  const rows = await tx.$queryRaw<DraftRow[]>`
    select * from voucher_template_draft
    where company_id = ${companyId}::uuid and status = 'DRAFT'
      and (${page.afterId}::uuid is null or id > ${page.afterId}::uuid)
    order by id limit ${page.limit}::int`
  return rows.map(toDraft)
}

function toDraft(row: DraftRow): TemplateDraft {
  return {
    id: row.id,
    companyId: row.company_id,
    eventKind: row.event_kind,
    status: row.status,
    name: { zh: row.name_zh, en: row.name_en },
    word: row.word,
    policy: row.policy,
    lines: row.lines,
    examples: row.examples,
    templateVersionId: row.template_version_id,
    version: row.version,
    changedAt: row.changed_at,
  }
}
