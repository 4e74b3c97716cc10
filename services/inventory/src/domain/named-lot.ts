import { type BusinessDate, newId } from '@erp/values'
import type { DraftedLot } from './draft-goods.ts'
import type { ItemId } from './item.ts'
import type { ItemTracking } from './item-details.ts'
import type { LotId } from './valuation.ts'

/** Goods of an item that are told apart: a batch 批号, or one piece by its serial number 序列号. */
export type NamedLot = {
  readonly id: LotId
  readonly companyId: string
  readonly itemId: ItemId
  readonly code: string
  readonly serial: boolean
  readonly manufacturedOn: BusinessDate | null
  readonly expiresOn: BusinessDate | null
  /** Whether any of it lies anywhere. */
  readonly onHand: boolean
}

/** A line that names goods by their lot's code. */
type LotLine = DraftedLot & { readonly itemId: ItemId }

export function lotKey({ itemId, lotCode }: Pick<LotLine, 'itemId' | 'lotCode'>): string {
  return `${itemId}/${lotCode ?? ''}`
}

/** By item and code. */
export function lotsByKey(lots: readonly NamedLot[]): Map<string, NamedLot> {
  return new Map(lots.map((lot) => [lotKey({ itemId: lot.itemId, lotCode: lot.code }), lot]))
}

/** Lots of these receipts that nobody has received before, one for each item and code. */
export function lotsToMake(
  companyId: string,
  received: readonly LotLine[],
  known: ReadonlyMap<string, NamedLot>,
  items: ReadonlyMap<string, { readonly tracking: ItemTracking }>,
): NamedLot[] {
  const made = new Map<string, NamedLot>()
  for (const { itemId, lotCode, manufacturedOn, expiresOn } of received) {
    const key = lotKey({ itemId, lotCode })
    if (lotCode === null || known.has(key) || made.has(key)) continue
    const serial = items.get(itemId)?.tracking === 'SERIAL'
    const dates = { manufacturedOn, expiresOn, onHand: false }
    made.set(key, { id: newId() as LotId, companyId, itemId, code: lotCode, serial, ...dates })
  }
  return [...made.values()]
}
