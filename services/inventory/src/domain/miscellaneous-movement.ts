import {
  add,
  type BusinessDate,
  type Currency,
  type Decimal,
  isZero,
  type Money,
  negate,
  type Quantity,
  type Refusal,
  refuse,
  taxOnNet,
} from '@erp/values'
import type { Bearer } from './bearer.ts'
import type { InventoryDocument } from './inventory-document.ts'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import { lotKey, type NamedLot } from './named-lot.ts'
import { type Counterpart, noCounterpart, type Posting, type StockBook, type StockEventKind } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import {
  type IssueFacts,
  issueLine,
  type NotIssuable,
  type NotReceivable,
  receiveLine,
  type StockLine,
} from './stock-line.ts'
import type { WarehouseId } from './warehouse.ts'

/** Why stock moves that is neither bought, sold, moved, counted nor made. */
export type MovementKind = 'OTHER_RECEIPT' | 'OTHER_ISSUE' | 'SCRAP' | 'OPENING_STOCK'

/** One line of it. Receipts say what they are worth; what an issue is worth is what its goods carry. */
export type MovementLine = Bearer & {
  readonly id: string
  readonly lineNumber: number
  readonly itemId: ItemId
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly warehouseId: WarehouseId
  readonly lotCode: string | null
  readonly manufacturedOn: BusinessDate | null
  readonly expiresOn: BusinessDate | null
  readonly value: Money | null
  /** That the goods are worth nothing is meant, and `note` says why. */
  readonly zeroCost: boolean
  readonly note: string
  readonly expenseType: string | null
  /** In percent: of scrap whose input VAT is transferred out 进项税额转出. */
  readonly inputVatRate: Decimal | null
}

/** Stock that comes or goes for another reason 其他出入库单. */
export type MovementHead = InventoryDocument & { readonly kind: MovementKind }
export type MiscellaneousMovement = MovementHead & { readonly lines: readonly MovementLine[] }

export const eventKindOf = {
  OTHER_RECEIPT: 'OTHER_RECEIPT',
  OTHER_ISSUE: 'OTHER_ISSUE',
  SCRAP: 'STOCK_SCRAP',
  OPENING_STOCK: 'OPENING_STOCK',
} as const satisfies Record<MovementKind, StockEventKind>

export function bringsIn(kind: MovementKind): boolean {
  return kind === 'OTHER_RECEIPT' || kind === 'OPENING_STOCK'
}

export type LotUnknown = Refusal<'LotUnknown', { itemId: string; lotCode: string }>
export type SerialInStock = Refusal<'SerialInStock', { itemId: string; lotCode: string }>
export type MovementNotPostable = NotPostable | NotReceivable | NotIssuable | LotUnknown | SerialInStock

/** What a movement depends on beside its lines; lots by item and code, those that a receipt makes included. */
export type MovementFacts = StockFacts & IssueFacts & { readonly lots: ReadonlyMap<string, NamedLot> }

/** What a movement does to stock: each line comes in at its value, or goes out at what it carries, in the order of the lines. */
export function postMovement(
  movement: MiscellaneousMovement,
  facts: MovementFacts,
  book: StockBook,
): Posting | MovementNotPostable {
  const { companyId, id, kind, number, businessDate, currency, lines } = movement
  const [first] = lines
  if (!first) throw new Error(`Movement ${id} has no lines.`)
  const page = openPage(
    {
      companyId,
      eventKind: eventKindOf[kind],
      documentType: 'MISCELLANEOUS_MOVEMENT',
      documentId: id,
      documentNumber: number,
      businessDate,
      currency,
      supplierId: null,
      warehouseId: first.warehouseId,
    },
    book,
  )
  const onHand = new Map(facts.onHand)
  for (const line of lines) {
    const warehouse = placeOf({ companyId, currency, warehouseId: line.warehouseId }, facts)
    if ('refusal' in warehouse) return warehouse
    const item = stockedItem(companyId, line.itemId, facts)
    if ('refusal' in item) return item
    const lot = line.lotCode === null ? null : facts.lots.get(lotKey(line))
    if (lot === undefined) return refuse('LotUnknown', { itemId: line.itemId, lotCode: line.lotCode ?? '' })
    const stockLine: StockLine = {
      lineId: line.id,
      item,
      warehouse,
      quantity: line.baseQuantity,
      lotId: lot?.id ?? null,
      counterpart: counterpartOf(line),
    }
    if (line.value && lot?.serial && lot.onHand)
      return refuse('SerialInStock', { itemId: line.itemId, lotCode: lot.code })
    const entry = line.value
      ? receiveLine(page, stockLine, line.value)
      : issueLine(page, stockLine, { ...facts, onHand, clearing: (value) => withInputVat(value, line.inputVatRate) })
    if ('refusal' in entry) return entry
  }
  return page.close()
}

function counterpartOf({ departmentId, projectId, expenseType }: MovementLine): Counterpart {
  return { ...noCounterpart, departmentId, projectId, expenseType }
}

/** What bears goods that leave bears the input VAT they were bought with, where that is transferred out: half up, once. */
export function withInputVat(value: Money, ratePercent: Decimal | null): Money {
  if (ratePercent === null || isZero(value)) return value
  return add(value, negate(taxOnNet(negate(value), ratePercent)))
}

/** The currency a draft is written in, which is the company's own. */
export function currencyOf(companyId: string, { currencies }: Pick<StockFacts, 'currencies'>): Currency | undefined {
  return currencies.get(companyId)
}
