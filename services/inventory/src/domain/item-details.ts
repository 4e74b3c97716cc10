import { type Decimal, parseDecimal } from '@erp/values'
import type { ItemClass } from './item.ts'
import type { ItemAttributeValue } from './item-attribute.ts'
import type { ItemCategoryId } from './item-category.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'

/** How pieces of an item are told apart 追踪方式: not at all, by batch 批号, or each by itself 序列号. */
export type ItemTracking = 'NONE' | 'LOT' | 'SERIAL'

/** What is scanned 条码: one of it stands for one `unit`, which is the base unit or another unit of the item. */
export type ItemBarcode = { readonly barcode: string; readonly unit: string }

/** What else is known of an item; none of it changes what its stock is worth. */
export type ItemDetails = {
  readonly categoryId: ItemCategoryId | null
  readonly tracking: ItemTracking
  /** How long after it was made a lot may be used 保质期. */
  readonly shelfLifeDays: number | null
  /** Kilograms of one base unit 重量. */
  readonly weight: Decimal | null
  /** Cubic metres of one base unit 体积. */
  readonly volume: Decimal | null
  readonly barcodes: readonly ItemBarcode[]
  readonly attributes: readonly ItemAttributeValue[]
}

/** Details as typed, category and attributes apart. What is left out stays; null removes. */
export type DetailsInput = {
  readonly tracking?: ItemTracking | undefined
  readonly shelfLifeDays?: number | null | undefined
  readonly weight?: string | null | undefined
  readonly volume?: string | null | undefined
  /** All barcodes from now on. */
  readonly barcodes?: readonly ItemBarcode[] | undefined
}

export const noDetails: ItemDetails = {
  categoryId: null,
  tracking: 'NONE',
  shelfLifeDays: null,
  weight: null,
  volume: null,
  barcodes: [],
  attributes: [],
}

const barcodeForm = /^[\x21-\x7e]{1,64}$/
const barcodesAtMost = 20
const daysAtMost = 36_500
const largest = '999999999'

/** The details after a change, for an item of this class with these units. */
export function describe<Known extends ItemDetails>(
  known: Known,
  input: DetailsInput,
  { itemClass, units }: { readonly itemClass: ItemClass; readonly units: readonly string[] },
): Known | InvalidInput {
  const { tracking = known.tracking, barcodes = known.barcodes } = input
  const shelfLifeDays = input.shelfLifeDays === undefined ? known.shelfLifeDays : input.shelfLifeDays
  const problem =
    trackingProblem(itemClass, tracking) ?? shelfLifeProblem(tracking, shelfLifeDays) ?? barcodeProblem(barcodes, units)
  if (problem) return problem
  const weight = measure('weight', 6, input.weight, known.weight)
  if (weight && 'refusal' in weight) return weight
  const volume = measure('volume', 9, input.volume, known.volume)
  if (volume && 'refusal' in volume) return volume
  const sorted = [...barcodes].sort((left, right) => (left.barcode < right.barcode ? -1 : 1))
  return { ...known, tracking, shelfLifeDays, weight, volume, barcodes: sorted }
}

function trackingProblem(itemClass: ItemClass, tracking: ItemTracking): InvalidInput | undefined {
  return itemClass === 'SERVICE' && tracking !== 'NONE' ? invalidInput('tracking', 'NOT_STOCKED') : undefined
}

function shelfLifeProblem(tracking: ItemTracking, days: number | null): InvalidInput | undefined {
  if (days === null) return undefined
  if (tracking === 'NONE') return invalidInput('shelfLifeDays', 'NOT_TRACKED')
  return days < 1 || days > daysAtMost ? invalidInput('shelfLifeDays', 'RANGE') : undefined
}

function barcodeProblem(barcodes: readonly ItemBarcode[], units: readonly string[]): InvalidInput | undefined {
  if (barcodes.length > barcodesAtMost) return invalidInput('barcodes', 'TOO_MANY')
  if (!barcodes.every(({ barcode }) => barcodeForm.test(barcode))) return invalidInput('barcodes', 'FORM')
  if (!barcodes.every(({ unit }) => units.includes(unit))) return invalidInput('barcodes', 'UNIT_UNKNOWN')
  const different = new Set(barcodes.map(({ barcode }) => barcode)).size
  return different < barcodes.length ? invalidInput('barcodes', 'NAMED_TWICE') : undefined
}

function measure(
  field: string,
  scale: number,
  text: string | null | undefined,
  known: Decimal | null,
): Decimal | null | InvalidInput {
  if (text === undefined) return known
  if (text === null) return null
  const decimal = parseDecimal(text, { scale, max: largest })
  return 'refusal' in decimal || !decimal.gt(0) ? invalidInput(field, 'NOT_POSITIVE_DECIMAL') : decimal
}
