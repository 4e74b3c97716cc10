import { addQuantity, type BusinessDate, type Quantity, subtractQuantity, zeroQuantity } from '@erp/values'

/** Goods of an item that lie somewhere in a warehouse, of a lot or of none. */
export type Bin = {
  readonly lotId: string | null
  readonly locationId: string | null
  readonly onHand: Quantity
  readonly expiresOn: BusinessDate | null
}

export type PickingLine = {
  readonly lotId: string | null
  readonly locationId: string | null
  readonly quantity: Quantity
}

/** Where to take goods from, and how much is not there. */
export type PickingProposal = {
  readonly picks: readonly PickingLine[]
  readonly missing: Quantity
  /** What lies there and is past its expiry day; it is never proposed. */
  readonly expired: Quantity
}

/**
 * First expired, first out 先到期先出: takes from the bins in the order given, which is by expiry and then by age, and
 * leaves out what is past its day.
 */
export function proposePicking(bins: readonly Bin[], quantity: Quantity, today: BusinessDate): PickingProposal {
  const picks: PickingLine[] = []
  let missing = quantity
  let expired = zeroQuantity
  for (const { lotId, locationId, onHand, expiresOn } of bins) {
    if (expiresOn !== null && expiresOn < today) {
      expired = addQuantity(expired, onHand)
      continue
    }
    const part = onHand.lt(missing) ? onHand : missing
    if (!part.gt(0)) continue
    picks.push({ lotId, locationId, quantity: part })
    missing = subtractQuantity(missing, part)
  }
  return { picks, missing, expired }
}
