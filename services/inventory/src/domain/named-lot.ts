import type { BusinessDate } from '@erp/values'
import type { ItemId } from './item.ts'
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
