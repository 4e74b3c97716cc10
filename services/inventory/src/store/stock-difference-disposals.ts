import type { InventoryDocument } from '../domain/inventory-document.ts'
import type { DisposalLine, DisposalStatus, StockDifferenceDisposal } from '../domain/stock-difference.ts'
import type { Tx } from './database.ts'
import * as inventoryDocuments from './inventory-documents.ts'

const documentType = 'STOCK_DIFFERENCE_DISPOSAL'

export async function insert(tx: Tx, disposal: StockDifferenceDisposal, lines: readonly DisposalLine[]): Promise<void> {
  await inventoryDocuments.insert(tx, documentType, disposal)
  const { id, companyId, sourceDocumentId, decision, responsible } = disposal
  await tx.$executeRaw`
    insert into stock_difference_disposal (document_id, company_id, source_document_id, decision, responsible)
    values (${id}::uuid, ${companyId}::uuid, ${sourceDocumentId}::uuid, ${decision}, ${responsible})`
  const rows = lines.map(({ difference, clearedValue, inputVat }) => ({
    ...{ id: difference.id, clearedValue: clearedValue.minor.toString(), inputVat: inputVat.minor.toString() },
  }))
  await tx.$executeRaw`
    insert into stock_difference_disposal_line (document_id, stock_entry_id, company_id, cleared_value, input_vat)
    select ${id}::uuid, id, ${companyId}::uuid, "clearedValue", "inputVat"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(id uuid, "clearedValue" bigint, "inputVat" bigint)`
}

/** Writes where a decision stands. */
export const saveStatus: (tx: Tx, disposal: StockDifferenceDisposal) => Promise<void> = inventoryDocuments.save

export async function find(tx: Tx, id: string): Promise<StockDifferenceDisposal | undefined> {
  const [disposal] = await findMany(tx, [id])
  return disposal
}

/** The decision once everybody who was changing it has ended. */
export async function lock(tx: Tx, id: string): Promise<StockDifferenceDisposal | undefined> {
  const document = await inventoryDocuments.lock<DisposalStatus>(tx, documentType, id)
  const [disposal] = document ? await withContents(tx, [document]) : []
  return disposal
}

export async function findMany(tx: Tx, ids: readonly string[]): Promise<StockDifferenceDisposal[]> {
  return withContents(tx, await inventoryDocuments.findMany<DisposalStatus>(tx, documentType, ids))
}

export async function list(tx: Tx, page: inventoryDocuments.DocumentPage): Promise<StockDifferenceDisposal[]> {
  return withContents(tx, await inventoryDocuments.list<DisposalStatus>(tx, documentType, page))
}

type Contents = Omit<StockDifferenceDisposal, keyof InventoryDocument> & { readonly id: string }

async function withContents(
  tx: Tx,
  documents: readonly InventoryDocument<DisposalStatus>[],
): Promise<StockDifferenceDisposal[]> {
  if (documents.length === 0) return []
  const rows = await tx.$queryRaw<Contents[]>`
    select document_id as id, source_document_id as "sourceDocumentId", decision, responsible
    from stock_difference_disposal
    where document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(documents.map(({ id }) => id))}::jsonb)))`
  const contents = new Map(rows.map((row) => [row.id, row]))
  return documents.flatMap((document) => {
    const content = contents.get(document.id)
    return content ? [{ ...document, ...content }] : []
  })
}
