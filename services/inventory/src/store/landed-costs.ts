import { beyondScope } from '@erp/service-kit'
import type { DocumentStatus, InventoryDocument } from '../domain/inventory-document.ts'
import type { LandedCost, LandedCostCharge, LandedCostHead, LandedCostLine } from '../domain/landed-cost.ts'
import type { StockEntryId } from '../domain/valuation.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readMoney } from './exact-columns.ts'
import * as inventoryDocuments from './inventory-documents.ts'

const documentType = 'LANDED_COST'

export async function insert(tx: Tx, landedCost: LandedCost): Promise<void> {
  await inventoryDocuments.insert(tx, documentType, landedCost)
  await insertContent(tx, landedCost)
}

/** Writes a draft that was changed, its content anew. */
export async function saveDraft(tx: Tx, landedCost: LandedCost): Promise<void> {
  await inventoryDocuments.save(tx, landedCost)
  const { id } = landedCost
  await tx.$executeRaw`
    delete from landed_cost_share
    where charge_id in (select c.id from landed_cost_charge c where c.document_id = ${id}::uuid)`
  await tx.$executeRaw`delete from landed_cost_charge where document_id = ${id}::uuid`
  await tx.$executeRaw`delete from landed_cost_line where document_id = ${id}::uuid`
  await insertContent(tx, landedCost)
}

/** Writes where a document stands; its content stays. */
export const saveStatus: (tx: Tx, landedCost: LandedCostHead) => Promise<void> = inventoryDocuments.save

export async function find(tx: Tx, id: string): Promise<LandedCost | undefined> {
  const [head] = await findMany(tx, [id])
  return head && withLines(tx, head)
}

/** The document once everybody who was changing it has ended. */
export async function lock(tx: Tx, id: string): Promise<LandedCost | undefined> {
  const document = await inventoryDocuments.lock<DocumentStatus>(tx, documentType, id)
  const [head] = document ? await withCharges(tx, [document]) : []
  return head && withLines(tx, head)
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<LandedCostHead[]> {
  return withCharges(tx, await inventoryDocuments.findMany(tx, documentType, ids))
}

export async function list(tx: Tx, page: inventoryDocuments.DocumentPage): Promise<LandedCostHead[]> {
  return withCharges(tx, await inventoryDocuments.list(tx, documentType, page))
}

/** The lines of these documents, by line number. */
export async function linesOf(
  tx: Tx,
  documents: readonly Pick<LandedCostHead, 'id'>[],
): Promise<(LandedCostLine & { documentId: string })[]> {
  return tx.$queryRaw`
    select id, document_id as "documentId", line_number as "lineNumber", stock_entry_id as "stockEntryId"
    from landed_cost_line where document_id in (${idsOf(documents)})
    order by document_id, line_number`
}

/** A charge of a bill that another document counts already. */
export type ClaimedCharge = { readonly billReference: string; readonly name: string; readonly documentNumber: string }

/** Which of a document's charges another one counts already; none when nobody does. */
export async function claimedElsewhere(tx: Tx, { id }: Pick<LandedCost, 'id'>): Promise<ClaimedCharge | undefined> {
  const [claimed] = await beyondScope(
    tx,
    'authorIds',
    () => tx.$queryRaw<ClaimedCharge[]>`
    select c.bill_reference as "billReference", c.name, d.number as "documentNumber"
    from landed_cost_charge c
    join landed_cost_claim held
      on held.company_id = c.company_id and held.bill_reference = c.bill_reference and held.charge_name = c.name
    join inventory_document d on d.id = held.document_id
    where c.document_id = ${id}::uuid and held.document_id <> c.document_id
    order by c.line_number
    limit 1`,
  )
  return claimed
}

/** Claims a document's charges for it, once whoever claims the same has ended; false when one of them is another's by then. */
export async function claim(tx: Tx, { id, charges }: Pick<LandedCost, 'id' | 'charges'>): Promise<boolean> {
  const claimed = await tx.$executeRaw`
    insert into landed_cost_claim (company_id, bill_reference, charge_name, document_id)
    select company_id, bill_reference, name, document_id
    from landed_cost_charge where document_id = ${id}::uuid and bill_reference is not null
    order by bill_reference, name
    on conflict do nothing`
  return claimed === charges.filter(({ billReference }) => billReference !== null).length
}

/** Gives up what a document claimed, for it was taken back. */
export async function giveUpClaims(tx: Tx, { id }: Pick<LandedCost, 'id'>): Promise<void> {
  await tx.$executeRaw`delete from landed_cost_claim where document_id = ${id}::uuid`
}

async function withLines(tx: Tx, head: LandedCostHead): Promise<LandedCost> {
  return { ...head, lines: await linesOf(tx, [head]) }
}

async function withCharges(tx: Tx, documents: readonly InventoryDocument[]): Promise<LandedCostHead[]> {
  if (documents.length === 0) return []
  const rows = await tx.$queryRaw<ChargeRow[]>`
    select c.id, c.document_id as "documentId", c.line_number as "lineNumber", c.name, c.amount, c.basis,
           c.bill_reference as "billReference",
           (select coalesce(jsonb_agg(jsonb_build_object('stockEntryId', s.stock_entry_id, 'amount', s.amount::text)
                                      order by s.stock_entry_id), '[]')
            from landed_cost_share s where s.charge_id = c.id) as shares
    from landed_cost_charge c where c.document_id in (${idsOf(documents)})
    order by c.document_id, c.line_number`
  const charges = Map.groupBy(rows, ({ documentId }) => documentId)
  return documents.flatMap((document) => {
    const own = charges.get(document.id)
    return own ? [{ ...document, charges: own.map((row) => chargeOf(row, document.currency)) }] : []
  })
}

function chargeOf({ documentId: _, ...row }: ChargeRow, currency: string): LandedCostCharge {
  return {
    ...row,
    amount: readMoney(row.amount, currency),
    shares: row.shares.map(({ stockEntryId, amount }) => ({
      stockEntryId,
      amount: readMoney(BigInt(amount), currency),
    })),
  }
}

async function insertContent(tx: Tx, { id, companyId, charges, lines }: LandedCost): Promise<void> {
  const chargeRows = charges.map(({ amount, shares: _, ...charge }) => ({ ...charge, amount: amount.minor.toString() }))
  await tx.$executeRaw`
    insert into landed_cost_charge (id, company_id, document_id, line_number, name, amount, basis, bill_reference)
    select id, ${companyId}::uuid, ${id}::uuid, "lineNumber", name, amount, basis, "billReference"
    from jsonb_to_recordset(${JSON.stringify(chargeRows)}::jsonb) as c(
      id uuid, "lineNumber" int, name text, amount bigint, basis text, "billReference" text)`
  const shareRows = charges.flatMap(({ id: chargeId, shares }) =>
    shares.map(({ stockEntryId, amount }) => ({ chargeId, stockEntryId, amount: amount.minor.toString() })),
  )
  await tx.$executeRaw`
    insert into landed_cost_share (charge_id, stock_entry_id, company_id, amount)
    select "chargeId", "stockEntryId", ${companyId}::uuid, amount
    from jsonb_to_recordset(${JSON.stringify(shareRows)}::jsonb) as s(
      "chargeId" uuid, "stockEntryId" uuid, amount bigint)`
  await tx.$executeRaw`
    insert into landed_cost_line (id, company_id, document_id, line_number, stock_entry_id)
    select id, ${companyId}::uuid, ${id}::uuid, "lineNumber", "stockEntryId"
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(id uuid, "lineNumber" int, "stockEntryId" uuid)`
}

function idsOf(documents: readonly { readonly id: string }[]) {
  const ids = JSON.stringify(documents.map(({ id }) => id))
  return Prisma.sql`select value::uuid from jsonb_array_elements_text(${ids}::jsonb)`
}

type ChargeRow = Omit<LandedCostCharge, 'amount' | 'shares'> & {
  documentId: string
  amount: bigint
  shares: { stockEntryId: StockEntryId; amount: string }[]
}
