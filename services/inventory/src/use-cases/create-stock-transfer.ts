import { refuse } from '@erp/values'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import {
  draftStockTransfer,
  type MeasureRefused,
  type StockTransfer,
  type StockTransferInput,
  type TransferGoesNowhere,
  type TransitOutOfReach,
} from '../domain/stock-transfer.ts'
import * as companies from '../store/companies.ts'
import type { Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import { transitInReach } from './transit-in-reach.ts'

/**
 * Writes a transfer down as a draft. Where goods will be on their way, their place is made now, so that what confirming
 * would do can be shown before.
 */
export async function createStockTransfer(
  unit: Unit,
  input: StockTransferInput,
): Promise<StockTransfer | CompanyUnknown | MeasureRefused | TransferGoesNowhere | TransitOutOfReach> {
  const { tx, now, caller } = unit
  const { companyId, userId } = caller
  const currency = await companies.baseCurrency(tx, companyId)
  if (!currency) return refuse('CompanyUnknown', { companyId })
  const facts = await stockTransfers.draftFacts(tx, {
    warehouseIds: [input.fromWarehouseId, input.toWarehouseId],
    itemIds: input.lines.map(({ itemId }) => itemId),
    locationIds: input.lines.flatMap((line) => [line.fromLocationId ?? [], line.toLocationId ?? []].flat()),
    lotIds: input.lines.flatMap(({ lotId }) => lotId ?? []),
  })
  const draft = draftStockTransfer(
    input,
    { companyId, currency, createdAt: now, createdBy: userId, authorIds: [userId] },
    facts,
  )
  if ('refusal' in draft) return draft
  const transit = draft.kind === 'TWO_STEP' ? await transitInReach(unit) : undefined
  if (transit && 'refusal' in transit) return transit
  const transfer = { ...draft, number: await takeNumber(tx, companyId, 'STOCK_TRANSFER', draft.businessDate) }
  await stockTransfers.insert(tx, transfer)
  return transfer
}
