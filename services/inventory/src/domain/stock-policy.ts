import {
  asQuantity,
  type Branded,
  Decimal,
  newId,
  parseQuantity,
  type Quantity,
  type Refusal,
  refuse,
} from '@erp/values'
import type { ItemId } from './item.ts'
import { type InvalidInput, invalidInput, type StaleVersion } from './master-data.ts'
import type { WarehouseId } from './warehouse.ts'

export type StockPolicyId = Branded<string, 'StockPolicyId'>

/** How much of an item a warehouse should hold 库存上下限, in base units, and how it is ordered again. */
export type StockPolicy = {
  readonly id: StockPolicyId
  readonly companyId: string
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly minimum: Quantity
  readonly maximum: Quantity | null
  /** The least that is ordered at once 最小订货量. */
  readonly reorderQuantity: Quantity | null
  /** Orders are whole multiples of it 订货倍数. */
  readonly reorderMultiple: Quantity | null
  readonly leadDays: number
  readonly version: number
}

/** A policy as typed; null means that there is none. */
export type PolicyInput = {
  readonly expectedVersion: number
  readonly minimum: string
  readonly maximum?: string | null | undefined
  readonly reorderQuantity?: string | null | undefined
  readonly reorderMultiple?: string | null | undefined
  readonly leadDays: number
}

/** A service is never stocked, so nothing of it can be planned. */
export type ItemNotPlannable = Refusal<'ItemNotPlannable', { itemId: string; path: readonly string[] }>

const daysAtMost = 3650

/** The policy of an item and warehouse from now on; `known` is the one there is, at version 0 when there is none. */
export function setStockPolicy(
  place: Pick<StockPolicy, 'companyId' | 'itemId' | 'warehouseId'>,
  known: Pick<StockPolicy, 'id' | 'version'> | undefined,
  input: PolicyInput,
): StockPolicy | InvalidInput | StaleVersion {
  const currentVersion = known?.version ?? 0
  if (currentVersion !== input.expectedVersion) return refuse('StaleVersion', { currentVersion })
  const minimum = readAtLeastZero('minimum', input.minimum)
  if ('refusal' in minimum) return minimum
  const maximum = readPositive('maximum', input.maximum)
  if (maximum && 'refusal' in maximum) return maximum
  if (maximum?.lt(minimum)) return invalidInput('maximum', 'BELOW_MINIMUM')
  const reorderQuantity = readPositive('reorderQuantity', input.reorderQuantity)
  if (reorderQuantity && 'refusal' in reorderQuantity) return reorderQuantity
  const reorderMultiple = readPositive('reorderMultiple', input.reorderMultiple)
  if (reorderMultiple && 'refusal' in reorderMultiple) return reorderMultiple
  const { leadDays } = input
  if (leadDays < 0 || leadDays > daysAtMost) return invalidInput('leadDays', 'RANGE')
  const id = known?.id ?? (newId() as StockPolicyId)
  const { companyId, itemId, warehouseId } = place
  const figures = { minimum, maximum, reorderQuantity, reorderMultiple, leadDays }
  return { id, companyId, itemId, warehouseId, ...figures, version: currentVersion + 1 }
}

/**
 * How much to order of what is missing: at least the reorder quantity, rounded up to a whole multiple. `missing` is what
 * lacks to the maximum, or to the minimum when there is none, after what is expected from suppliers.
 */
export function reorderQuantity(
  missing: Quantity,
  policy: Pick<StockPolicy, 'reorderQuantity' | 'reorderMultiple'>,
): Quantity {
  const least = policy.reorderQuantity?.gt(missing) ? policy.reorderQuantity : missing
  const multiple = policy.reorderMultiple
  return multiple ? asQuantity(least.div(multiple).toDecimalPlaces(0, Decimal.ROUND_CEIL).times(multiple)) : least
}

function readAtLeastZero(field: string, text: string): Quantity | InvalidInput {
  const quantity = parseQuantity(text)
  if ('refusal' in quantity) return invalidInput(field, quantity.problem)
  return quantity.lt(0) ? invalidInput(field, 'NEGATIVE') : quantity
}

function readPositive(field: string, text: string | null | undefined): Quantity | null | InvalidInput {
  if (text == null) return null
  const quantity = readAtLeastZero(field, text)
  return 'refusal' in quantity || quantity.gt(0) ? quantity : invalidInput(field, 'NOT_POSITIVE')
}
