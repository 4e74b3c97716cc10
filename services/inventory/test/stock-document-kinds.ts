import {
  asQuantity,
  Decimal,
  money,
  negateQuantity,
  newId,
  portion,
  type Quantity,
  type Refusal,
  sumQuantities,
  zeroQuantity,
} from '@erp/values'
import fc from 'fast-check'
import { postAdjustment } from '../src/domain/cost-adjustment.ts'
import { postCostingChange } from '../src/domain/costing-change.ts'
import { postDelivery } from '../src/domain/delivery.ts'
import { postGoodsReceipt } from '../src/domain/goods-receipt.ts'
import { type MovementKind, postMovement } from '../src/domain/miscellaneous-movement.ts'
import { lotKey } from '../src/domain/named-lot.ts'
import { postLandedCost } from '../src/domain/post-landed-cost.ts'
import { postAssembly } from '../src/domain/post-stock-assembly.ts'
import {
  loseInTransfer,
  postOneStepTransfer,
  receiveTransfer,
  shipTransfer,
} from '../src/domain/post-stock-transfer.ts'
import { postStocktake } from '../src/domain/post-stocktake.ts'
import { postPurchaseReturn } from '../src/domain/purchase-return.ts'
import type { GoodsFlow, ReceivedGoods } from '../src/domain/received-goods.ts'
import { postSalesReturn } from '../src/domain/sales-return.ts'
import { type AssemblyKind, type AssemblyLine, comesIn } from '../src/domain/stock-assembly.ts'
import { type StockEntry, stockKey } from '../src/domain/stock-document.ts'
import type { StockedItem, StockingWarehouse } from '../src/domain/stock-facts.ts'
import { afterPart, inTransitOf, type StockTransfer } from '../src/domain/stock-transfer.ts'
import type { StockEntryId } from '../src/domain/valuation.ts'
import { CNY } from './costing-steps.ts'
import {
  companyId,
  costingsOf,
  facts,
  items,
  lots,
  type Source,
  type StockWorld,
  today,
  transit,
  warehouses,
} from './stock-world.ts'

/** What is drawn for one document: which goods, from where to where, how much, at what, and which document it follows. */
export type Draw = {
  readonly item: number
  readonly second: boolean
  readonly from: number
  readonly to: number
  /** Of what is there, in thousandths; beyond a thousand more than there is. */
  readonly share: number
  /** Received, in thousandths. */
  readonly amount: number
  readonly minor: bigint
  readonly pick: number
}

/** Does what was drawn to the world, or says why not; undefined where there is nothing to do it to. */
export type DocumentKind = (world: StockWorld, draw: Draw) => Refusal | undefined

const user = newId()
const document = () => ({
  ...{ id: newId(), companyId, number: 'N', status: 'DRAFT' as const, businessDate: today, currency: CNY, reason: '' },
  ...{ warehouseIds: [], departmentIds: [], version: 1, approval: null },
  ...{ createdAt: new Date(), createdBy: user, authorIds: [user], confirmedAt: null, confirmedBy: null },
})
const head = () => ({ companyId, number: 'N', currency: CNY })

const nth = <One>(list: readonly One[], index: number): One => {
  const one = list[index % list.length]
  if (one === undefined) throw new Error('There is nothing to choose from.')
  return one
}
const chosen = ({ item, second }: Draw): StockedItem[] =>
  second ? [nth(items, item), nth(items, item + 1)] : [nth(items, item)]
const lotOf = (item: StockedItem, { pick }: Draw) => {
  const own = lots.filter(({ itemId }) => itemId === item.id)
  return own.length > 0 ? nth(own, pick) : null
}

function part(whole: Quantity, thousandths: number): Quantity {
  const share = whole.times(thousandths).div(1000).toDecimalPlaces(3, Decimal.ROUND_UP)
  return asQuantity(share.gt(0) ? share : new Decimal('0.5'))
}
const atMost = (thousandths: number) => Math.min(1000, thousandths)
const received = ({ amount }: Draw) => asQuantity(new Decimal(amount).div(1000))

/** Goods of each item that are drawn out of a warehouse. */
const leaving = (world: StockWorld, draw: Draw, warehouse: StockingWarehouse) =>
  chosen(draw).map((item) => {
    const lot = lotOf(item, draw)
    return { item, lot, quantity: part(world.there(item, warehouse, lot?.id ?? null), draw.share) }
  })

/** Where something lies, more often than not, for most of what is drawn at random would find nothing. */
function towardsGoods(world: StockWorld, draw: Draw): Draw {
  const places = items.flatMap((_, item) =>
    world.warehouses.flatMap((warehouse, from) =>
      world.there(nth(items, item), warehouse).gt(0) ? [{ item, from }] : [],
    ),
  )
  return places.length === 0 || draw.pick % 5 === 0 ? draw : { ...draw, ...nth(places, draw.pick + draw.item) }
}

const isRefused = <Outcome extends object>(outcome: Outcome): outcome is Extract<Outcome, Refusal> =>
  'refusal' in outcome

const lotsByKey = new Map(lots.map((lot) => [lotKey({ itemId: lot.itemId, lotCode: lot.code }), lot]))

/** Two items become another one, or one becomes two others. */
const assembly =
  (kind: AssemblyKind): DocumentKind =>
  (world, drawn) => {
    const draw = towardsGoods(world, drawn)
    const from = nth(world.warehouses, draw.from)
    const to = nth(world.warehouses, draw.to)
    const order = kind === 'ASSEMBLY' ? [1, 0, 2] : [0, 1, 2]
    const lines = order.map((step, lineNumber): AssemblyLine => {
      const goods = nth(items, draw.item + step)
      const share = kind === 'DISASSEMBLY' && lineNumber > 0 && draw.second ? new Decimal(lineNumber) : null
      const leaves = !comesIn(kind, { lineNumber })
      const lot = lotOf(goods, draw)
      const warehouse = leaves ? from : to
      const moved = leaves ? part(world.there(goods, warehouse, lot?.id ?? null), atMost(draw.share)) : received(draw)
      return {
        ...{ id: newId(), lineNumber, itemId: goods.id, unit: 'PCS', quantity: moved, baseQuantity: moved },
        ...{ warehouseId: warehouse.id, locationId: null, lotCode: lot?.code ?? null, manufacturedOn: null },
        ...{ expiresOn: null, share },
      }
    })
    const [product, ...components] = kind === 'ASSEMBLY' && !draw.second ? lines.slice(0, 2) : lines
    if (!product) throw new Error('There is a product.')
    const stock = { ...facts, onHand: world.onHand, lastCosts: world.lastCosts(to), lots: lotsByKey }
    const posting = postAssembly({ ...document(), kind, product, components }, stock, world.book)
    if (isRefused(posting)) return posting
    world.record(kind, [posting])
    return undefined
  }

const movement =
  (kind: MovementKind): DocumentKind =>
  (world, drawn) => {
    const comesIn = kind === 'OTHER_RECEIPT' || kind === 'OPENING_STOCK'
    const draw = comesIn ? drawn : towardsGoods(world, drawn)
    const warehouse = nth(world.warehouses, draw.from)
    const lines = leaving(world, draw, warehouse).map(({ item, lot, quantity }, index) => {
      const moved = comesIn ? received(draw) : quantity
      const value = comesIn ? money(draw.minor, CNY) : null
      return {
        ...{ id: newId(), lineNumber: index + 1, itemId: item.id, unit: 'PCS', quantity: moved, baseQuantity: moved },
        ...{ warehouseId: warehouse.id, lotCode: lot?.code ?? null, manufacturedOn: null, expiresOn: null, value },
        ...{ zeroCost: value?.minor === 0n, note: '', expenseType: null, departmentId: null, projectId: null },
        inputVatRate: kind === 'SCRAP' ? new Decimal(13) : null,
      }
    })
    const stock = { ...facts, onHand: world.onHand, lastCosts: world.lastCosts(warehouse), lots: lotsByKey }
    const posting = postMovement({ ...document(), kind, lines }, stock, world.book)
    if (isRefused(posting)) return posting
    world.record(kind, [posting])
    return undefined
  }

function transferOf(world: StockWorld, drawn: Draw, kind: StockTransfer['kind']): StockTransfer {
  const draw = towardsGoods(world, drawn)
  const from = nth(world.warehouses, draw.from)
  const others = world.warehouses.filter((warehouse) => warehouse !== from)
  const to = nth(others, draw.to)
  return {
    ...{ ...document(), kind, parts: 0, fromWarehouseId: from.id, toWarehouseId: to.id },
    lines: leaving(world, { ...draw, share: atMost(draw.share) }, from).map(({ item, lot, quantity }, index) => ({
      ...{ id: newId(), lineNumber: index + 1, itemId: item.id, quantity, unitQuantity: quantity },
      ...{ unit: 'PCS', lotId: lot?.id ?? null },
      ...{ fromLocationId: null, toLocationId: null, receivedQuantity: zeroQuantity, lostQuantity: zeroQuantity },
      shippedEntryId: null,
    })),
  }
}

const partOfTransfer =
  (how: 'receivedQuantity' | 'lostQuantity'): DocumentKind =>
  (world, draw) => {
    const open = [...world.transfers].filter(
      ([id, { lines }]) => world.sources.has(id) && lines.some((line) => inTransitOf(line).gt(0)),
    )
    if (open.length === 0) return undefined
    const [id, transfer] = nth(open, draw.pick)
    const arriving = transfer.lines.flatMap((line) => {
      const inTransit = inTransitOf(line)
      const quantity = part(inTransit, atMost(draw.share))
      return inTransit.gt(0) ? [{ line, quantity: quantity.gt(inTransit) ? inTransit : quantity }] : []
    })
    const stock = { ...facts, onHand: world.onHand }
    const step = { transitId: transit.id, part: arriving }
    const posting =
      how === 'receivedQuantity'
        ? receiveTransfer(transfer, { ...step, receivedOn: today }, stock, world.book)
        : loseInTransfer(transfer, { ...step, lostOn: today, inputVatPercent: new Decimal(13) }, stock, world.book)
    if (isRefused(posting)) return posting
    world.record(how, [posting], [id])
    world.transfers.set(id, afterPart(transfer, arriving, how))
    return undefined
  }

function receivedGoods(world: StockWorld, { id: receipt }: Source, entry: StockEntry): ReceivedGoods {
  const back = [...world.sources.values()]
    .filter(({ kind, needs }) => kind === 'purchaseReturn' && needs.includes(receipt))
    .flatMap(({ standing }) => standing.flatMap(({ entries }) => entries))
    .filter(({ itemId, quantity }) => itemId === entry.itemId && quantity.lt(0))
  const { itemId, valuationAreaId, sequence } = entry
  const begunAnew = world.ledger.findLast(
    (one) =>
      stockKey(one) === stockKey(entry) && one.sequence > sequence && one.quantity.isZero() && begunBy(one).gt(0),
  )
  const begun = begunAnew ?? entry
  return {
    ...{ entryId: entry.id, itemId, warehouseId: entry.warehouseId },
    ...{ valuationAreaId, quantity: entry.quantity, layerId: begun.id },
    ...{ layered: begunBy(begun), netValue: entry.clearingValue, weight: null, volume: null },
    returned: sumQuantities(back.map(({ quantity }) => negateQuantity(quantity))),
  }
}

/** With how much the layer of an entry began. */
function begunBy({ id, layerChanges }: StockEntry): Quantity {
  return layerChanges.find(({ layerId }) => layerId === id)?.quantity ?? zeroQuantity
}

/** What left a place in documents that stand, and where it went. */
function flowsOf(world: StockWorld): GoodsFlow[] {
  const standing = [...world.sources.values()].flatMap((source) => source.standing)
  const inOrder = world.documents.filter((one) => standing.includes(one))
  return inOrder.flatMap(({ entries }) =>
    entries
      .filter(({ quantity }) => quantity.lt(0))
      .map(({ itemId, valuationAreaId, sourceLineId, quantity, layerChanges }): GoodsFlow => {
        const entered = entries.find((one) => one.sourceLineId === sourceLineId && one.quantity.gt(0))
        return {
          ...{ itemId, fromAreaId: valuationAreaId, quantity: negateQuantity(quantity) },
          taken: layerChanges.map((change) => ({ layerId: change.layerId, quantity: negateQuantity(change.quantity) })),
          to: entered
            ? {
                ...{ entryId: entered.id, warehouseId: entered.warehouseId, inTransit: entered.inTransit },
                ...{ valuationAreaId: entered.valuationAreaId, layered: begunBy(entered) },
              }
            : null,
        }
      }),
  )
}

/** Every document that moves stock or changes what it is worth, by name. One more kind is one more entry. */
export const documentKinds: Readonly<Record<string, DocumentKind>> = {
  receipt: (world, draw) => {
    const posting = postGoodsReceipt(
      {
        ...{
          ...head(),
          goodsReceiptId: newId(),
          supplierId: newId(),
          warehouseId: nth(world.warehouses, draw.from).id,
        },
        receivedOn: today,
        lines: chosen(draw)
          .filter(({ costing }) => costing !== 'SPECIFIC')
          .map(({ id: itemId }) => ({
            ...{ lineId: newId(), itemId, quantity: received(draw) },
            netValue: money(draw.minor, CNY),
          })),
      },
      facts,
      world.book,
    )
    if (isRefused(posting)) return posting
    if (posting.document.entries.length > 0) world.record('receipt', [posting])
    return undefined
  },

  purchaseReturn: (world, draw) => {
    const receipts = world.standing('receipt')
    if (receipts.length === 0) return undefined
    const of = nth(receipts, draw.pick)
    const [line] = of.standing.flatMap(({ entries }) => entries)
    if (!line) return undefined
    const back = world.ledger.filter(({ originLineId }) => originLineId === line.sourceLineId)
    if (back.length > 0) return undefined
    const quantity = part(line.quantity, atMost(draw.share))
    const posting = postPurchaseReturn(
      {
        ...{
          ...head(),
          purchaseReturnId: newId(),
          afterInvoice: false,
          supplierId: newId(),
          warehouseId: line.warehouseId,
          returnedOn: today,
        },
        lines: [
          {
            ...{ lineId: newId(), goodsReceiptId: newId(), goodsReceiptLineId: line.sourceLineId, itemId: line.itemId },
            ...{ quantity, clearingValue: portion(line.clearingValue, quantity, line.quantity) },
          },
        ],
      },
      { ...facts, receivedBy: new Map([[line.sourceLineId, line.id]]), onHand: world.onHand },
      world.book,
    )
    if (isRefused(posting)) return posting
    world.record('purchaseReturn', [posting], [of.id])
    return undefined
  },

  delivery: (world, drawn) => {
    const draw = towardsGoods(world, drawn)
    const warehouse = nth(world.warehouses, draw.from)
    const lines = leaving(world, draw, warehouse).map(({ item, lot, quantity }) => ({
      ...{ lineId: newId(), itemId: item.id, quantity, lotId: lot?.id },
    }))
    const issue = { onHand: world.onHand, lastCosts: world.lastCosts(warehouse) }
    const posting = postDelivery(
      { ...head(), deliveryId: newId(), customerId: newId(), warehouseId: warehouse.id, deliveredOn: today, lines },
      { ...facts, issue },
      world.book,
    )
    if (isRefused(posting)) return posting
    world.record('delivery', [posting])
    return undefined
  },

  salesReturn: (world, draw) => {
    const deliveries = world.standing('delivery')
    const of = deliveries.length > 0 && draw.second ? nth(deliveries, draw.pick) : undefined
    const warehouse = nth(world.warehouses, draw.to)
    const stillOut = of ? world.stillOut(of) : new Map()
    const [out] = [...stillOut].filter(([, { quantity }]) => quantity.gt(0))
    const item = out ? facts.items.get(out[1].itemId) : nth(items, draw.item)
    if (!item) throw new Error('A delivery is of an item.')
    const quantity = out ? part(out[1].quantity, atMost(draw.share)) : received(draw)
    const posting = postSalesReturn(
      {
        ...{ ...head(), salesReturnId: newId(), customerId: newId(), warehouseId: warehouse.id, returnedOn: today },
        lines: [
          {
            ...{ lineId: newId(), deliveryLineId: out?.[0] ?? null, itemId: item.id, quantity },
            lotId: lotOf(item, draw)?.id,
          },
        ],
      },
      { ...facts, eventKind: 'SALES_RETURN', stillOut, lastCosts: world.lastCosts(warehouse) },
      world.book,
    )
    if (isRefused(posting)) return posting
    world.record('salesReturn', [posting], out && of ? [of.id] : [])
    return undefined
  },

  otherReceipt: movement('OTHER_RECEIPT'),
  openingStock: movement('OPENING_STOCK'),
  otherIssue: movement('OTHER_ISSUE'),
  scrap: movement('SCRAP'),

  transfer: (world, draw) => {
    const posting = postOneStepTransfer(
      transferOf(world, draw, 'ONE_STEP'),
      { ...facts, onHand: world.onHand },
      world.book,
    )
    if (isRefused(posting)) return posting
    world.record('transfer', [posting])
    return undefined
  },

  shipment: (world, draw) => {
    const transfer = transferOf(world, draw, 'TWO_STEP')
    const shipped = shipTransfer(transfer, transit.id, { ...facts, onHand: world.onHand }, world.book)
    if (isRefused(shipped)) return shipped
    const id = world.record('shipment', [shipped])
    const lines = transfer.lines.map((line) => ({
      ...line,
      shippedEntryId: shipped.shippedEntryIds.get(line.id) ?? null,
    }))
    world.transfers.set(id, { ...transfer, lines, status: 'SHIPPED' })
    return undefined
  },

  assembly: assembly('ASSEMBLY'),
  disassembly: assembly('DISASSEMBLY'),

  arrival: partOfTransfer('receivedQuantity'),
  loss: partOfTransfer('lostQuantity'),

  stocktake: (world, draw) => {
    const warehouse = nth(world.warehouses, draw.from)
    const lines = leaving(world, draw, warehouse).map(({ item, lot }, index) => {
      const snapshotQuantity = world.there(item, warehouse, lot?.id ?? null)
      const quantity = draw.second
        ? received(draw)
        : asQuantity(snapshotQuantity.times(atMost(draw.share)).div(1000).toDecimalPlaces(3))
      const count = { round: 1, countedBy: user, quantity, bookQuantity: snapshotQuantity, countedAt: new Date() }
      return {
        ...{ id: newId(), lineNumber: index + 1, itemId: item.id, locationId: null, lotId: lot?.id ?? null },
        ...{ snapshotQuantity, round: 1, counts: [count] },
      }
    })
    const stocktake = {
      ...{ ...document(), status: 'SUBMITTED' as const, warehouseId: warehouse.id, mode: 'SNAPSHOT' as const, lines },
      ...{ blind: false, tolerancePercent: new Decimal(0), submittedBy: user },
    }
    const stock = { ...facts, onHand: world.onHand, lastCosts: world.lastCosts(warehouse) }
    const posted = postStocktake(stocktake, new Map(), stock, world.book)
    if (isRefused(posted)) return posted
    if (posted.postings.length > 0) world.record('stocktake', posted.postings)
    return undefined
  },

  costAdjustment: (world, drawn) => {
    const draw = towardsGoods(world, drawn)
    const item = nth(items, draw.item)
    const warehouse = nth(world.warehouses, draw.from)
    const layers = world.valued(item, warehouse).valuation.layers.filter(({ quantity }) => quantity.gt(0))
    const layerId: StockEntryId | null = draw.second && layers.length > 0 ? nth(layers, draw.pick).layerId : null
    const value = money(draw.pick % 2 === 0 ? draw.minor + 1n : -draw.minor - 1n, CNY)
    const adjustment = {
      ...{ ...document(), warehouseIds: [warehouse.id], itemId: item.id, valuationAreaId: warehouse.valuationAreaId },
      ...{ layerId, value, expenseType: null },
    }
    const posting = postAdjustment(adjustment, facts, world.book)
    if (isRefused(posting)) return posting
    world.record('costAdjustment', [posting])
    return undefined
  },

  costingChange: (world, drawn) => {
    const draw = towardsGoods(world, drawn)
    const item = nth(items, draw.item)
    const costing = nth(costingsOf(item), draw.pick)
    const standardCost = costing === 'STANDARD' ? { perUnit: received(draw), currency: CNY } : null
    const before = { previousCosting: null, previousStandardCost: null }
    const change = { ...document(), ...before, itemId: item.id, costing, standardCost }
    const places = new Map(warehouses.map((warehouse) => [warehouse.valuationAreaId, { item, warehouse }]))
    const posting = postCostingChange(change, [...places.values()], world.book)
    if (posting && isRefused(posting)) return posting
    world.recost(change, posting)
    return undefined
  },

  landedCost: (world, draw) => {
    const receipts = world.standing('receipt')
    if (receipts.length === 0) return undefined
    const of = nth(receipts, draw.pick)
    const entries = of.standing.flatMap((one) => (one.adjustsId === null ? one.entries : []))
    const goods = entries.map((entry) => receivedGoods(world, of, entry))
    const charge = { id: newId(), lineNumber: 1, name: 'Freight', amount: money(draw.minor + 1n, CNY) }
    const landedCost = {
      ...{ ...document(), charges: [{ ...charge, basis: 'QUANTITY' as const, billReference: null, shares: [] }] },
      lines: entries.map(({ id }, index) => ({ id: newId(), lineNumber: index + 1, stockEntryId: id })),
    }
    const posting = postLandedCost(landedCost, { ...facts, goods, flows: flowsOf(world) }, world.book)
    if (isRefused(posting)) return posting
    if (posting.document.entries.length > 0) world.record('landedCost', [posting], [of.id])
    return undefined
  },

  /** Takes one of the documents back that nothing was made from. */
  cancellation: (world, draw) => {
    const free = [...world.sources.values()].filter((source) => world.isFree(source))
    if (free.length > 0) world.cancel(nth(free, draw.pick))
    return undefined
  },
}

const draw: fc.Arbitrary<Draw> = fc.record({
  item: fc.nat(3),
  second: fc.boolean(),
  from: fc.nat(warehouses.length - 1),
  to: fc.nat(warehouses.length - 1),
  share: fc.oneof(fc.constantFrom(1000, 500), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1400 })),
  amount: fc.oneof(
    fc.integer({ min: 1, max: 12 }).map((whole) => whole * 1000),
    fc.integer({ min: 1, max: 20_000 }),
  ),
  minor: fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 100_000n)),
  pick: fc.nat(60),
})

/** A document of any kind; what brings goods in is drawn more often, for the others need some. */
export const drawnDocument: fc.Arbitrary<readonly [string, Draw]> = fc.tuple(
  fc.constantFrom(...Object.keys(documentKinds), 'receipt', 'receipt', 'otherReceipt', 'otherReceipt', 'shipment'),
  draw,
)
