import type { Sql } from '@erp/service-kit'
import type { BadDebtWriteOff } from '../domain/bad-debt-write-off.ts'
import { Prisma } from '../generated/prisma/client.ts'

type Row = Omit<BadDebtWriteOff, 'items'> & {
  readonly items: readonly (readonly [openItemId: string, amount: string])[]
}

const columns = Prisma.sql`
  w.id, w.company_id as "companyId", w.number, w.status, w.version, w.currency, w.reason,
  case when w.customer_id is null then jsonb_build_object('dimension', 'SUPPLIER', 'id', w.supplier_id)
       else jsonb_build_object('dimension', 'CUSTOMER', 'id', w.customer_id) end as party,
  w.made_by as "madeBy", w.approval_id as "approvalId", w.approver_ids as "approverIds", w.answer,
  w.posted_by as "postedBy", w.settlement_id as "settlementId", (
    select jsonb_agg(jsonb_build_array(i.open_item_id, i.amount::text) order by i.open_item_id)
    from bad_debt_write_off_item i where i.write_off_id = w.id) as items`

export async function insertWriteOff(tx: Sql, document: BadDebtWriteOff): Promise<void> {
  const { id, companyId, party, items } = document
  const [customerId, supplierId] = party.dimension === 'CUSTOMER' ? [party.id, null] : [null, party.id]
  await tx.$executeRaw`
    insert into bad_debt_write_off (id, company_id, number, status, customer_id, supplier_id, currency, reason, made_by,
                                    approval_id)
    values (${id}::uuid, ${companyId}::uuid, ${document.number}, ${document.status}, ${customerId}::uuid,
            ${supplierId}::uuid, ${document.currency}, ${document.reason}, ${document.madeBy}::uuid,
            ${document.approvalId}::uuid)`
  const rows = items.map(({ openItemId, amount }) => ({ openItemId, amount: amount.toString() }))
  await tx.$executeRaw`
    insert into bad_debt_write_off_item (write_off_id, open_item_id, company_id, amount)
    select ${id}::uuid, "openItemId", ${companyId}::uuid, amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("openItemId" uuid, amount bigint)`
}

/** Stores the next versions of write-offs that are held. */
export async function saveWriteOffs(tx: Sql, documents: readonly BadDebtWriteOff[]): Promise<void> {
  if (documents.length === 0) return
  const rows = documents.map(({ id, status, approverIds, answer, postedBy, settlementId }) => ({
    ...{ id, status, approverIds, answer, postedBy, settlementId },
  }))
  await tx.$executeRaw`
    update bad_debt_write_off w set status = r.status, version = w.version + 1, approver_ids = r."approverIds",
      answer = r.answer, posted_by = r."postedBy", settlement_id = r."settlementId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, status text, "approverIds" uuid[], answer text, "postedBy" uuid, "settlementId" uuid)
    where w.id = r.id`
}

export async function findWriteOff(tx: Sql, id: string): Promise<BadDebtWriteOff | undefined> {
  const rows = await tx.$queryRaw<Row[]>`select ${columns} from bad_debt_write_off w where w.id = ${id}::uuid`
  return rows.map(toDocument)[0]
}

/** These write-offs, held in one order until the transaction ends. */
export async function lockWriteOffs(tx: Sql, ids: readonly string[]): Promise<BadDebtWriteOff[]> {
  await tx.$queryRaw`select id from bad_debt_write_off where id = any (${ids}::uuid[]) order by id for update`
  const rows = await tx.$queryRaw<Row[]>`
    select ${columns} from bad_debt_write_off w where w.id = any (${ids}::uuid[]) order by w.id`
  return rows.map(toDocument)
}

/** Write-offs, the newest first. */
export async function listWriteOffs(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly customerId: string | null
    readonly supplierId: string | null
  },
): Promise<BadDebtWriteOff[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select ${columns} from bad_debt_write_off w
    where w.company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or w.id < ${page.afterId ?? null}::uuid)
      and (${page.customerId}::uuid is null or w.customer_id = ${page.customerId}::uuid)
      and (${page.supplierId}::uuid is null or w.supplier_id = ${page.supplierId}::uuid)
    order by w.id desc limit ${page.limit}::int`
  return rows.map(toDocument)
}

function toDocument(row: Row): BadDebtWriteOff {
  return { ...row, items: row.items.map(([openItemId, amount]) => ({ openItemId, amount: BigInt(amount) })) }
}
