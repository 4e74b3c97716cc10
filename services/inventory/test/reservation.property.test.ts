import { asQuantity, Decimal, formatQuantity, newId, type Quantity, sumQuantities } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ItemId } from '../src/domain/item.ts'
import {
  consume,
  end,
  isOpen,
  lotPlaceKey,
  placeKey,
  type Reservation,
  reserve,
  type Settlement,
  unreserved,
} from '../src/domain/reservation.ts'
import type { LotId } from '../src/domain/valuation.ts'
import type { WarehouseId } from '../src/domain/warehouse.ts'

const items = [newId(), newId()] as ItemId[]
const warehouses = [newId(), newId()] as WarehouseId[]
const lots = [null, newId(), newId()] as (LotId | null)[]
const documents = [newId(), newId(), newId()]

type Step =
  | { readonly do: 'receive'; readonly place: number; readonly lot: number; readonly quantity: number }
  | {
      readonly do: 'reserve'
      readonly document: number
      readonly lines: readonly (readonly [number, number, number])[]
    }
  | { readonly do: 'release' | 'expire'; readonly document: number }
  | {
      readonly do: 'issue'
      readonly document: number
      readonly line: number
      readonly lot: number
      readonly quantity: number
    }

const place = fc.integer({ min: 0, max: 3 })
const lot = fc.integer({ min: 0, max: 2 })
const quantity = fc.integer({ min: 1, max: 9_000_000 })
const document = fc.integer({ min: 0, max: 2 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('receive' as const), place, lot, quantity }),
  fc.record({
    do: fc.constant('reserve' as const),
    document,
    lines: fc.array(fc.tuple(place, lot, quantity), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constantFrom('release' as const, 'expire' as const), document }),
  fc.record({ do: fc.constant('issue' as const), document, line: place, lot, quantity }),
)

const amount = (millionths: number): Quantity => asQuantity(new Decimal(millionths).div(1_000_000))
const placeOf = (index: number) => ({
  itemId: items[index % 2] as ItemId,
  warehouseId: warehouses[Math.floor(index / 2)] as WarehouseId,
})
const facts = {
  items: new Map(items.map((id) => [id, { itemClass: 'MERCHANDISE' as const, active: true }])),
  warehouses: new Map(warehouses.map((id) => [id, { kind: 'NORMAL' as const, active: true }])),
}

test('whatever is reserved, released, expired and issued in any order: 0 ≤ reserved ≤ on hand, of items and of lots, and it is the sum of what is kept', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const onHand = new Map<string, Quantity>()
      const ofLots = new Map<string, Quantity>()
      let all: readonly Reservation[] = []
      const reservedAt = (key: string) =>
        sumQuantities(all.filter((one) => isOpen(one) && placeKey(one) === key).map((one) => one.openQuantity))
      const stock = () =>
        new Map([...onHand].map(([key, there]) => [key, { onHand: there, reserved: reservedAt(key) }]))
      const keptOfLot = (key: string) =>
        sumQuantities(
          all.filter((one) => isOpen(one) && one.lotId && lotPlaceKey(one) === key).map((one) => one.openQuantity),
        )
      const lotStock = () =>
        new Map([...ofLots].map(([key, there]) => [key, { onHand: there, reserved: keptOfLot(key) }]))
      const settled = (settlements: readonly Settlement[]) => {
        const byId = new Map(settlements.map((one) => [one.id, one]))
        all = all.map((one) => {
          const change = byId.get(one.id)
          if (!change) return one
          expect(change.quantity.gt(0) && change.quantity.lte(one.openQuantity)).toBe(true)
          return { ...one, status: change.status, openQuantity: asQuantity(one.openQuantity.minus(change.quantity)) }
        })
      }

      for (const next of steps) {
        const before = stock()
        if (next.do === 'receive') {
          const key = placeKey(placeOf(next.place))
          onHand.set(key, asQuantity((onHand.get(key) ?? new Decimal(0)).plus(amount(next.quantity))))
          const named = { ...placeOf(next.place), lotId: lots[next.lot] ?? null }
          if (named.lotId)
            ofLots.set(
              lotPlaceKey(named),
              asQuantity((ofLots.get(lotPlaceKey(named)) ?? new Decimal(0)).plus(amount(next.quantity))),
            )
        } else if (next.do === 'reserve') {
          const documentId = documents[next.document] ?? ''
          const lines = next.lines.map(([at, named, much], index) => ({
            ...{ lineId: `${all.length}-${index}`, ...placeOf(at), lotId: lots[named] ?? null },
            quantity: amount(much),
          }))
          const of = { documentType: 'SALES_ORDER', documentId, documentNumber: 'SO', customerId: null }
          const kept = reserve('company', of, lines, {
            status: 'HELD',
            facts: { ...facts, stock: before, lots: lotStock() },
          })
          if ('refusal' in kept) {
            if (kept.refusal === 'LotNotReservable') continue
            if (kept.refusal !== 'StockNotAvailable') throw new Error(kept.refusal)
            for (const { available, requested } of kept.shortages)
              expect(new Decimal(available).lt(requested)).toBe(true)
          } else all = [...all, ...kept]
        } else if (next.do === 'issue') {
          const own = all.filter((one) => one.documentId === documents[next.document])
          const target = own[next.line]
          if (!target) continue
          const lotId = lots[next.lot] ?? null
          const issued = { ...target, lotId, lineId: target.documentLineId, quantity: amount(next.quantity) }
          const settlements = consume(own, [issued])
          const key = placeKey(target)
          const used = sumQuantities(settlements.map((one) => one.quantity))
          const there = before.get(key)
          if (!there || unreserved(there).plus(used).lt(issued.quantity)) continue
          const lotKey = lotPlaceKey(issued)
          const usedOfLot = sumQuantities(
            settlements
              .filter(({ id }) => own.some((one) => one.id === id && one.lotId === lotId))
              .map((one) => one.quantity),
          )
          const free = lotStock().get(lotKey)
          if (lotId && (!free || unreserved(free).plus(usedOfLot).lt(issued.quantity))) continue
          settled(settlements)
          if (lotId && free) ofLots.set(lotKey, asQuantity(free.onHand.minus(issued.quantity)))
          onHand.set(key, asQuantity(there.onHand.minus(issued.quantity)))
        } else {
          const own = all.filter((one) => one.documentId === documents[next.document])
          settled(end(own, next.do === 'release' ? 'RELEASED' : 'EXPIRED'))
          expect(own.length === 0 || reservedBy(all, documents[next.document] ?? '')).not.toBe(false)
        }

        for (const [key, { onHand: there, reserved }] of stock())
          expect(reserved.gte(0) && reserved.lte(there), `${key}: ${formatQuantity(reserved)}`).toBe(true)
        for (const [key, { onHand: there, reserved }] of lotStock())
          expect(reserved.gte(0) && reserved.lte(there), `lot ${key}: ${formatQuantity(reserved)}`).toBe(true)
        for (const one of all) expect(one.openQuantity.gt(0)).toBe(isOpen(one))
      }
    }),
    { numRuns: 300 },
  )
})

/** Whether a document keeps nothing any more. */
function reservedBy(all: readonly Reservation[], documentId: string): boolean {
  return all.every((one) => one.documentId !== documentId || !isOpen(one))
}
