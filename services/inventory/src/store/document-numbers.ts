import type { BusinessDate } from '@erp/values'
import type { InventoryDocumentType } from '../domain/inventory-document.ts'
import type { Tx } from './database.ts'

const prefixes = {
  MISCELLANEOUS_MOVEMENT: 'MM',
  COST_ADJUSTMENT: 'CA',
  STOCK_ASSEMBLY: 'SA',
  COSTING_CHANGE: 'CC',
  STOCK_TRANSFER: 'ST',
  STOCKTAKE: 'SK',
  LANDED_COST: 'LC',
  STOCK_DIFFERENCE_DISPOSAL: 'SD',
} as const satisfies Record<InventoryDocumentType, string>

/**
 * The next number of a company's documents of one kind in the year of `day`, such as MM-2026-000123. The counter's row
 * stays locked until the commit, so take it last. A transaction that rolls back gives its number to the next one.
 */
export async function takeNumber(
  tx: Tx,
  companyId: string,
  documentType: InventoryDocumentType,
  day: BusinessDate,
): Promise<string> {
  const year = Number(day.slice(0, 4))
  const [row] = await tx.$queryRaw<{ lastNumber: number }[]>`
    insert into document_number as counter (company_id, document_type, year, last_number)
    values (${companyId}::uuid, ${documentType}, ${year}::int, 1)
    on conflict (company_id, document_type, year) do update set last_number = counter.last_number + 1
    returning last_number as "lastNumber"`
  if (!row) throw new Error('The document counter gave no number.')
  return `${prefixes[documentType]}-${year}-${String(row.lastNumber).padStart(6, '0')}`
}
