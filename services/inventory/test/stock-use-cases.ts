import {
  cancelDeliveryIssue,
  goodsReceiptConfirmed,
  issueDelivery,
  issuePurchaseReturn,
  receiveSalesReturn,
} from '@erp/contracts'
import {
  asQuantity,
  type BusinessDate,
  Decimal,
  formatMoney,
  formatQuantity,
  isRefusal,
  money,
  newId,
  portion,
} from '@erp/values'
import type { Item } from '../src/domain/item.ts'
import type { MovementKind } from '../src/domain/miscellaneous-movement.ts'
import type { AssemblyKind } from '../src/domain/stock-assembly.ts'
import { inTransitOf, type StockTransfer } from '../src/domain/stock-transfer.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import type { Unit } from '../src/store/database.ts'
import { approveStocktake } from '../src/use-cases/approve-stocktake.ts'
import { cancelCostAdjustment } from '../src/use-cases/cancel-cost-adjustment.ts'
import { cancelLandedCost } from '../src/use-cases/cancel-landed-cost.ts'
import { cancelMiscellaneousMovement } from '../src/use-cases/cancel-miscellaneous-movement.ts'
import { cancelStockAssembly } from '../src/use-cases/cancel-stock-assembly.ts'
import { cancelStockTransfer } from '../src/use-cases/cancel-stock-transfer.ts'
import { cancelStocktake } from '../src/use-cases/cancel-stocktake.ts'
import { confirmCostAdjustment } from '../src/use-cases/confirm-cost-adjustment.ts'
import { confirmCostingChange } from '../src/use-cases/confirm-costing-change.ts'
import { confirmLandedCost } from '../src/use-cases/confirm-landed-cost.ts'
import { confirmMiscellaneousMovement } from '../src/use-cases/confirm-miscellaneous-movement.ts'
import { confirmStockAssembly } from '../src/use-cases/confirm-stock-assembly.ts'
import { confirmStockTransfer } from '../src/use-cases/confirm-stock-transfer.ts'
import { countStocktake } from '../src/use-cases/count-stocktake.ts'
import { createStockTransfer } from '../src/use-cases/create-stock-transfer.ts'
import { createStocktake } from '../src/use-cases/create-stocktake.ts'
import { loseInStockTransfer } from '../src/use-cases/lose-in-stock-transfer.ts'
import { receiveStockTransfer } from '../src/use-cases/receive-stock-transfer.ts'
import { submitStocktake } from '../src/use-cases/submit-stocktake.ts'
import { createCostAdjustment } from '../src/use-cases/write-cost-adjustment.ts'
import { createCostingChange } from '../src/use-cases/write-costing-change.ts'
import { createLandedCost } from '../src/use-cases/write-landed-cost.ts'
import { createMiscellaneousMovement } from '../src/use-cases/write-miscellaneous-movement.ts'
import { createStockAssembly } from '../src/use-cases/write-stock-assembly.ts'
import { CNY, quantity as read, yuan } from './costing-steps.ts'
import type { Draw } from './stock-document-kinds.ts'
import { stepsIn } from './stock-steps.ts'
import { costingsOf } from './stock-world.ts'
import { type Company, type Inventory, type Receipt, trimmed } from './use-inventory.ts'

/** A document that was done, and how it is taken back. */
type Done = { readonly undo: () => Promise<boolean> }

/** A company whose stock documents are done by its use cases and messages, as they are drawn. */
export function stockUseCases(
  inventory: Inventory,
  company: Company,
  { items, warehouses }: { readonly items: readonly Item[]; readonly warehouses: readonly Warehouse[] },
) {
  const { database, hear, command } = inventory
  const { attempt } = stepsIn(inventory, company)
  const { companyId, caller } = company
  const colleague = newId()
  const businessDate = '2026-03-10' as BusinessDate
  const parties = { companyId, customerId: newId(), currency: 'CNY' }
  const done: Done[] = []
  const receipts: Receipt[] = []
  const deliveries: { lineId: string; item: Item; quantity: string }[] = []
  const shipments = new Map<string, StockTransfer>()

  const nth = <One>(list: readonly One[], index: number): One => {
    const one = list[index % list.length]
    if (one === undefined) throw new Error('There is nothing to choose from.')
    return one
  }
  const lotOf = (item: Item, { pick }: Draw) => (item.costing === 'SPECIFIC' ? `L${pick % 2}` : undefined)
  const amountOf = ({ amount }: Draw) => formatQuantity(asQuantity(new Decimal(amount).div(1000)))
  const worthOf = ({ minor }: Draw) => formatMoney(money(minor, CNY))

  async function there(item: Item, warehouse: Warehouse): Promise<Decimal> {
    const [row] = await database.rows<{ on_hand: string }>`
      select on_hand::text from warehouse_stock where item_id = ${item.id} and warehouse_id = ${warehouse.id}`
    return new Decimal(trimmed(row?.on_hand ?? '0.0'))
  }
  async function some(item: Item, warehouse: Warehouse, share: number): Promise<string> {
    const part = (await there(item, warehouse)).times(share).div(1000).toDecimalPlaces(3, Decimal.ROUND_UP)
    return (part.gt(0) ? part : new Decimal('0.5')).toFixed()
  }

  /** Whether it was not refused; nothing else may go wrong. */
  const succeeds = async (work: (unit: Unit) => Promise<unknown>, userId?: string) =>
    !isRefusal(await attempt(work, userId))

  async function twoSteps<Document extends { readonly id: string; readonly version: number }>(
    create: (unit: Unit) => Promise<Document | { refusal: string }>,
    confirm: (unit: Unit, document: Document) => Promise<Document | { refusal: string }>,
    by: string = caller.userId,
  ): Promise<Document | undefined> {
    const draft = await attempt(create)
    if (isRefusal(draft)) return undefined
    const confirmed = await attempt((unit) => confirm(unit, draft as Document), by)
    return isRefusal(confirmed) ? undefined : (confirmed as Document)
  }
  const seen = ({ id, version }: { id: string; version: number }) => ({ documentId: id, expectedVersion: version })
  const named = ({ id, version }: { id: string; version: number }) => ({
    stockTransferId: id,
    expectedVersion: version,
  })

  const moves =
    (kind: MovementKind) =>
    async (draw: Draw): Promise<void> => {
      const [item, warehouse] = [nth(items, draw.item), nth(warehouses, draw.from)]
      const comesIn = kind === 'OTHER_RECEIPT' || kind === 'OPENING_STOCK'
      const goods = {
        ...{ itemId: item.id, warehouseId: warehouse.id, lotCode: lotOf(item, draw) },
        quantity: comesIn ? amountOf(draw) : await some(item, warehouse, draw.share),
        ...(comesIn ? { value: worthOf(draw), zeroCost: draw.minor === 0n, note: 'Sample' } : {}),
      }
      const moved = await twoSteps(
        (unit) => createMiscellaneousMovement(unit, { kind, businessDate, reason: 'Property', lines: [goods] }),
        (unit, draft) => confirmMiscellaneousMovement(unit, seen(draft)),
        newId(),
      )
      if (moved) done.push({ undo: () => succeeds((unit) => cancelMiscellaneousMovement(unit, seen(moved))) })
    }

  async function transfers(kind: StockTransfer['kind'], draw: Draw): Promise<void> {
    const [item, from, to] = [nth(items, draw.item), nth(warehouses, draw.from), nth(warehouses, draw.to)]
    if (from === to || item.costing === 'SPECIFIC') return
    const lines = [{ itemId: item.id, quantity: await some(item, from, Math.min(draw.share, 1000)) }]
    const places = { fromWarehouseId: from.id, toWarehouseId: to.id, businessDate }
    const transfer = await twoSteps<StockTransfer>(
      (unit) => createStockTransfer(unit, { kind, ...places, lines }),
      (unit, draft) => confirmStockTransfer(unit, named(draft)),
    )
    if (!transfer) return
    if (kind === 'TWO_STEP') shipments.set(transfer.id, transfer)
    const { id, version } = transfer
    done.push({ undo: () => succeeds((unit) => cancelStockTransfer(unit, named({ id, version }))) })
  }

  async function parts(how: 'received' | 'lost', draw: Draw): Promise<void> {
    const open = [...shipments.values()].filter(({ status }) => status === 'SHIPPED')
    if (open.length === 0) return
    const transfer = nth(open, draw.pick)
    const lines = transfer.lines.map((line) => ({
      stockTransferLineId: line.id,
      quantity: inTransitOf(line)
        .times(Math.min(draw.share, 1000))
        .div(1000)
        .toDecimalPlaces(3, Decimal.ROUND_UP)
        .toFixed(),
    }))
    const part = { ...named(transfer), lines }
    const after = await attempt(
      (unit) =>
        how === 'received'
          ? receiveStockTransfer(unit, { ...part, receivedOn: businessDate })
          : loseInStockTransfer(unit, { ...part, lostOn: businessDate, inputVatPercent: '13' }),
      newId(),
    )
    if (!isRefusal(after)) shipments.set(transfer.id, after as StockTransfer)
  }

  async function becomes(kind: AssemblyKind, draw: Draw): Promise<void> {
    const [from, to] = [nth(warehouses, draw.from), nth(warehouses, draw.to)]
    const line = async (step: number, leaves: boolean) => {
      const item = nth(items, draw.item + step)
      const lotCode = lotOf(item, draw)
      const goods = { itemId: item.id, warehouseId: (leaves ? from : to).id, ...(lotCode ? { lotCode } : {}) }
      return { ...goods, quantity: leaves ? await some(item, from, Math.min(draw.share, 1000)) : amountOf(draw) }
    }
    const product = await line(0, kind === 'DISASSEMBLY')
    const components = [
      await line(1, kind === 'ASSEMBLY'),
      ...(draw.second ? [await line(3, kind === 'ASSEMBLY')] : []),
    ]
    const made = await twoSteps(
      (unit) => createStockAssembly(unit, { kind, businessDate, reason: 'Property', product, components }),
      (unit, draft) => confirmStockAssembly(unit, seen(draft)),
      colleague,
    )
    if (made) done.push({ undo: () => succeeds((unit) => cancelStockAssembly(unit, seen(made))) })
  }

  /** The same kinds as the documents in memory, each as people and other services do it. */
  const kinds: Readonly<Record<string, (draw: Draw) => Promise<void>>> = {
    receipt: async (draw) => {
      const item = nth(items, draw.item)
      if (item.costing === 'SPECIFIC') return
      const receipt = company.receipt(nth(warehouses, draw.from), [[item, amountOf(draw), worthOf(draw)]])
      await hear(goodsReceiptConfirmed, receipt)
      receipts.push(receipt)
    },
    purchaseReturn: async (draw) => {
      const receipt = receipts.splice(draw.pick % Math.max(1, receipts.length), 1)[0]
      const [line] = receipt?.lines ?? []
      if (!receipt || !line) return
      const whole = read(line.quantity)
      const part = asQuantity(whole.times(Math.min(draw.share, 1000)).div(1000).toDecimalPlaces(3, Decimal.ROUND_UP))
      const value = formatMoney(portion(yuan(line.netValue), part, whole))
      await command(issuePurchaseReturn, company.purchaseReturn(receipt, formatQuantity(part), value))
    },
    delivery: async (draw) => {
      const [item, warehouse] = [nth(items, draw.item), nth(warehouses, draw.from)]
      const delivery = {
        ...{ ...parties, warehouseId: warehouse.id, deliveryId: newId(), number: 'DN', deliveredOn: businessDate },
        lines: [{ lineId: newId(), itemId: item.id as string, quantity: await some(item, warehouse, draw.share) }],
      }
      const { contract } = await command(issueDelivery, delivery)
      if (contract.type !== 'inventory.delivery-issue.done.v1') return
      const [line] = delivery.lines
      if (line && draw.second) deliveries.push({ lineId: line.lineId, item, quantity: line.quantity })
      else
        done.push({
          undo: async () => {
            await command(cancelDeliveryIssue, { companyId, deliveryId: delivery.deliveryId, reason: 'Property' })
            return true
          },
        })
    },
    salesReturn: async (draw) => {
      const of = deliveries.length > 0 && draw.second ? nth(deliveries, draw.pick) : undefined
      const line = {
        lineId: newId(),
        deliveryLineId: of?.lineId ?? null,
        itemId: (of?.item ?? nth(items, draw.item)).id as string,
      }
      await command(receiveSalesReturn, {
        ...{ ...parties, warehouseId: nth(warehouses, draw.to).id, salesReturnId: newId(), number: 'SR' },
        ...{ returnedOn: businessDate, lines: [{ ...line, quantity: of?.quantity ?? amountOf(draw) }] },
      })
    },
    otherReceipt: moves('OTHER_RECEIPT'),
    openingStock: moves('OPENING_STOCK'),
    otherIssue: moves('OTHER_ISSUE'),
    scrap: moves('SCRAP'),
    transfer: (draw) => transfers('ONE_STEP', draw),
    shipment: (draw) => transfers('TWO_STEP', draw),
    arrival: (draw) => parts('received', draw),
    loss: (draw) => parts('lost', draw),
    stocktake: async (draw) => {
      const warehouse = nth(warehouses, draw.from)
      const begun = await attempt((unit) =>
        createStocktake(unit, {
          ...{
            warehouseId: warehouse.id,
            businessDate,
            mode: 'MOVEMENT_ADJUSTED',
            blind: false,
            tolerancePercent: '100',
          },
        }),
      )
      if (isRefusal(begun)) return
      const counts = begun.lines.map(({ id, snapshotQuantity }) => ({
        stocktakeLineId: id,
        quantity: Decimal.max(0, snapshotQuantity.times(draw.share).div(1000)).toDecimalPlaces(3).toFixed(),
      }))
      const counted = await attempt((unit) => countStocktake(unit, { stocktakeId: begun.id, counts }))
      if (isRefusal(counted)) return
      const of = ({ id, version }: typeof begun) => ({ stocktakeId: id, expectedVersion: version })
      const submitted = await attempt((unit) => submitStocktake(unit, of(counted)))
      if (isRefusal(submitted) || submitted.status !== 'SUBMITTED') return
      const approved = await attempt((unit) => approveStocktake(unit, { ...of(submitted), decisions: [] }), colleague)
      if (isRefusal(approved)) return
      done.push({ undo: () => succeeds((unit) => cancelStocktake(unit, of(approved))) })
    },
    costAdjustment: async (draw) => {
      const [item, { valuationAreaId }] = [nth(items, draw.item), nth(warehouses, draw.from)]
      const value = formatMoney(money(draw.pick % 2 === 0 ? draw.minor + 1n : -draw.minor - 1n, CNY))
      const adjusted = await twoSteps(
        (unit) =>
          createCostAdjustment(unit, { businessDate, itemId: item.id, valuationAreaId, value, reason: 'Property' }),
        (unit, draft) => confirmCostAdjustment(unit, seen(draft)),
        colleague,
      )
      if (adjusted) done.push({ undo: () => succeeds((unit) => cancelCostAdjustment(unit, seen(adjusted))) })
    },
    costingChange: async (draw) => {
      const item = nth(items, draw.item)
      const costing = nth(costingsOf(item), draw.pick)
      const standardCost = costing === 'STANDARD' ? amountOf(draw) : undefined
      await twoSteps(
        (unit) =>
          createCostingChange(unit, { businessDate, itemId: item.id, costing, standardCost, reason: 'Property' }),
        (unit, draft) => confirmCostingChange(unit, seen(draft)),
        colleague,
      )
    },
    assembly: (draw) => becomes('ASSEMBLY', draw),
    disassembly: (draw) => becomes('DISASSEMBLY', draw),
    landedCost: async (draw) => {
      if (receipts.length === 0) return
      const { lineId } = nth(receipts, draw.pick).lines[0] ?? { lineId: newId() }
      const entries = await database.rows<{ id: string }>`
        select id from stock_entry where source_line_id = ${lineId}::uuid and quantity > 0`
      const charges = [
        { name: 'Freight', amount: formatMoney(money(draw.minor + 1n, CNY)), basis: 'QUANTITY' as const },
      ]
      const stockEntryIds = entries.map(({ id }) => id)
      const landed = await twoSteps(
        (unit) => createLandedCost(unit, { businessDate, reason: 'Property', charges, stockEntryIds }),
        (unit, draft) => confirmLandedCost(unit, seen(draft)),
        colleague,
      )
      if (landed) done.push({ undo: () => succeeds((unit) => cancelLandedCost(unit, seen(landed))) })
    },
    cancellation: async (draw) => {
      const place = draw.pick % Math.max(1, done.length)
      if (await done[place]?.undo()) done.splice(place, 1)
    },
  }

  /** Takes back what can be, the newest first, again and again until nothing more can be. */
  async function takeBackAll(): Promise<void> {
    for (let progress = true; progress; ) {
      progress = false
      for (let place = done.length - 1; place >= 0; place -= 1)
        if (await done[place]?.undo()) {
          done.splice(place, 1)
          progress = true
        }
    }
  }
  return { kinds, takeBackAll, left: () => done.length }
}
