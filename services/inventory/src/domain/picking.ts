import { addQuantity, type BusinessDate, type Quantity, subtractQuantity, zeroQuantity } from '@erp/values'

/** Goods of an item that lie somewhere in a warehouse, of a lot or of none. */
export type Bin = {
  readonly lotId: string | null
  readonly locationId: string | null
  readonly onHand: Quantity
  readonly expiresOn: BusinessDate | null
  /** What is kept of the lot for somebody, in the whole warehouse. */
  readonly reservedOfLot: Quantity
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
  /** What lies there of lots that are kept for somebody; it is never proposed. */
  readonly reserved: Quantity
}

/**
 * First expired, first out 先到期先出: takes from the bins in the order given, which is by expiry and then by age, and
 * leaves out what is past its day, and of each lot what is kept of it for somebody: where it lies last.
 */
export function proposePicking(bins: readonly Bin[], quantity: Quantity, today: BusinessDate): PickingProposal {
  const picks: PickingLine[] = []
  let missing = quantity
  let expired = zeroQuantity
  let reserved = zeroQuantity
  const free = freeOfLots(bins)
  for (const { lotId, locationId, onHand, expiresOn } of bins) {
    if (expiresOn !== null && expiresOn < today) {
      expired = addQuantity(expired, onHand)
      continue
    }
    const left = free.get(lotId) ?? zeroQuantity
    const there = left.lt(onHand) ? left : onHand
    reserved = addQuantity(reserved, subtractQuantity(onHand, there))
    free.set(lotId, subtractQuantity(left, there))
    const part = there.lt(missing) ? there : missing
    if (!part.gt(0)) continue
    picks.push({ lotId, locationId, quantity: part })
    missing = subtractQuantity(missing, part)
  }
  return { picks, missing, expired, reserved }
}

/** Of each lot what lies anywhere in the warehouse, less what is kept of it. */
function freeOfLots(bins: readonly Bin[]): Map<string | null, Quantity> {
  const free = new Map<string | null, Quantity>()
  for (const { lotId, onHand, reservedOfLot } of bins)
    free.set(lotId, addQuantity(free.get(lotId) ?? subtractQuantity(zeroQuantity, reservedOfLot), onHand))
  for (const [lotId, quantity] of free) if (quantity.lt(0)) free.set(lotId, zeroQuantity)
  return free
}
