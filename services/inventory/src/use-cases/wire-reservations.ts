import type { PayloadOf, reserveStock, stockReservationReserved } from '@erp/contracts'
import { asQuantity, Decimal, formatQuantity } from '@erp/values'
import type { ItemId } from '../domain/item.ts'
import type { Reservation } from '../domain/reservation.ts'
import type { LotId } from '../domain/valuation.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import type { StockToReserve } from './reserve-stock.ts'

/** Reads what another service wants kept. Throws when a quantity is not positive: the sender broke the contract. */
export function readStockToReserve(payload: PayloadOf<typeof reserveStock>): StockToReserve {
  const { companyId, documentType, documentId, documentNumber, customerId = null, holdSeconds } = payload
  const lines = payload.lines.map((line) => {
    const quantity = asQuantity(new Decimal(line.quantity))
    if (!quantity.gt(0)) throw new RangeError(`Not a quantity to keep: ${line.quantity}`)
    return {
      lineId: line.lineId,
      itemId: line.itemId as ItemId,
      warehouseId: line.warehouseId as WarehouseId,
      lotId: (line.lotId ?? null) as LotId | null,
      quantity,
    }
  })
  return { companyId, document: { documentType, documentId, documentNumber, customerId }, lines, holdSeconds }
}

/** A line that is kept, as others are told it. */
export function toReservedLine(reservation: Reservation): PayloadOf<typeof stockReservationReserved>['lines'][number] {
  const { id, documentLineId, itemId, warehouseId, lotId, openQuantity } = reservation
  const line = {
    reservationId: id,
    lineId: documentLineId,
    itemId,
    warehouseId,
    quantity: formatQuantity(openQuantity),
  }
  return lotId === null ? line : { ...line, lotId }
}
