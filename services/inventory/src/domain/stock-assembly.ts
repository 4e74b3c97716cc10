import {
  type BusinessDate,
  type Decimal,
  isRefusal,
  newId,
  parseDecimal,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import { type DraftFacts, type GoodsInput, goodsOf, type LineRefused, type LotInput, lotOf } from './draft-goods.ts'
import { type InventoryDocument, reasonProblem } from './inventory-document.ts'
import type { ItemId } from './item.ts'
import { invalidInput } from './master-data.ts'
import type { LocationId, WarehouseId } from './warehouse.ts'

/** ASSEMBLY 组装: components become one product. DISASSEMBLY 拆卸: one product becomes its components. */
export type AssemblyKind = 'ASSEMBLY' | 'DISASSEMBLY'

/** The product, or one of the components it is put together from or taken apart into. */
export type AssemblyLine = {
  readonly id: string
  /** 0 is the product; components count from 1. */
  readonly lineNumber: number
  readonly itemId: ItemId
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly warehouseId: WarehouseId
  readonly locationId: LocationId | null
  readonly lotCode: string | null
  readonly manufacturedOn: BusinessDate | null
  readonly expiresOn: BusinessDate | null
  /** Of a component that comes in: its weight in the product's value; null where current costs decide. */
  readonly share: Decimal | null
}

/** Goods that become other goods, worth exactly as much 组装拆卸单. */
export type AssemblyHead = InventoryDocument & { readonly kind: AssemblyKind }
export type StockAssembly = AssemblyHead & {
  readonly product: AssemblyLine
  readonly components: readonly AssemblyLine[]
}

export type AssemblyLineInput = GoodsInput & LotInput & { readonly locationId?: string | undefined }
export type AssemblyInput = {
  readonly kind: AssemblyKind
  readonly businessDate: BusinessDate
  readonly reason: string
  readonly product: AssemblyLineInput
  readonly components: readonly (AssemblyLineInput & { readonly share?: string | undefined })[]
}

/** What lines are written against, locations included. */
export type AssemblyDraftFacts = DraftFacts & {
  readonly locations: ReadonlyMap<string, { readonly warehouseId: string; readonly active: boolean }>
}

/** An item cannot become itself. */
export type ProductAmongComponents = Refusal<'ProductAmongComponents', { itemId: string; path: readonly string[] }>
export type AssemblyLineRefused = LineRefused | ProductAmongComponents

/** Every line is put into the ledger, which takes a thousand at once. */
export const componentsAtMost = 500

/** All lines of an assembly, the product first. */
export function linesOfAssembly({
  product,
  components,
}: Pick<StockAssembly, 'product' | 'components'>): AssemblyLine[] {
  return [product, ...components]
}

/** Whether a line comes in or goes out. */
export function comesIn(kind: AssemblyKind, { lineNumber }: Pick<AssemblyLine, 'lineNumber'>): boolean {
  return (kind === 'ASSEMBLY') === (lineNumber === 0)
}

/** What a person wrote down: what is wrong with the first line that cannot be used, or all of them in base units. */
export function draftAssembly(
  { kind, reason, product, components }: Omit<AssemblyInput, 'businessDate'>,
  facts: AssemblyDraftFacts,
): Pick<StockAssembly, 'product' | 'components'> | AssemblyLineRefused {
  const problem = reasonProblem(reason)
  if (problem) return problem
  if (components.length === 0) return invalidInput('components', 'EMPTY')
  if (components.length > componentsAtMost) return invalidInput('components', 'TOO_MANY')
  const made = draftLine(product, { kind, lineNumber: 0, field: 'product' }, facts)
  if (isRefusal(made)) return made
  const drafted: AssemblyLine[] = []
  const serials = new Set<string>()
  for (const [index, input] of components.entries()) {
    const field = `components.${index}`
    const line = draftLine(input, { kind, lineNumber: index + 1, field }, facts)
    if (isRefusal(line)) return line
    if (line.itemId === made.itemId)
      return refuse('ProductAmongComponents', {
        itemId: line.itemId,
        path: ['input', 'components', `${index}`, 'itemId'],
      })
    if (facts.items.get(line.itemId)?.tracking === 'SERIAL') {
      const serial = `${line.itemId}/${line.lotCode}`
      if (serials.has(serial)) return invalidInput(`${field}.lotCode`, 'NAMED_TWICE')
      serials.add(serial)
    }
    const [first] = drafted
    if (first && (first.share === null) !== (line.share === null))
      return invalidInput(`${field}.share`, 'OF_ALL_OR_NONE')
    drafted.push(line)
  }
  return { product: made, components: drafted }
}

function draftLine(
  input: AssemblyLineInput & { readonly share?: string | undefined },
  { kind, lineNumber, field }: { readonly kind: AssemblyKind; readonly lineNumber: number; readonly field: string },
  facts: AssemblyDraftFacts,
): AssemblyLine | LineRefused {
  const goods = goodsOf(input, facts, field)
  if (isRefusal(goods)) return goods
  const { item, warehouse, unit, quantity, baseQuantity } = goods
  const enters = comesIn(kind, { lineNumber })
  const lot = lotOf(input, { item, baseQuantity, comesIn: enters }, field)
  if (isRefusal(lot)) return lot
  const { locationId = null } = input
  if (locationId !== null) {
    const location = facts.locations.get(locationId)
    if (location?.warehouseId !== warehouse.id) return invalidInput(`${field}.locationId`, 'UNKNOWN')
    if (!location.active) return invalidInput(`${field}.locationId`, 'NOT_ACTIVE')
  }
  const share = input.share === undefined ? null : parseDecimal(input.share, { scale: 6, min: '0', max: '999999' })
  if (share && !enters) return invalidInput(`${field}.share`, 'ONLY_OF_DISASSEMBLY')
  if (share && (isRefusal(share) || share.isZero())) return invalidInput(`${field}.share`, 'NOT_ABOVE_ZERO')
  return {
    ...{ id: newId(), lineNumber, itemId: item.id as ItemId, warehouseId: warehouse.id as WarehouseId },
    ...{ unit, quantity, baseQuantity, locationId: locationId as LocationId | null, ...lot, share },
  }
}
