import { type Currency, isCurrency, isRefusal, newId, refuse } from '@erp/values'
import { belowDrawn } from '../domain/agreed-total.ts'
import { at, codeProblem, type InvalidInput, invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { LineRefused } from '../domain/purchase-order-line.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import {
  readSupplierPriceList,
  type SupplierPriceList,
  type SupplierPriceListCodeTaken,
  type SupplierPriceListContent,
  type SupplierPriceListNotFound,
} from '../domain/supplier-price-list.ts'
import { findCompany, findItems } from '../store/replicated-facts.ts'
import {
  findDrawnOfPriceLists,
  insertSupplierPriceList,
  lockSupplierPriceList,
  saveSupplierPriceList,
} from '../store/supplier-price-lists.ts'
import { findSupplier } from '../store/suppliers.ts'
import type { Unit } from './unit.ts'

/** Writes a new list of a supplier's prices, in its own currency unless another is said; it is active at once. */
export async function createSupplierPriceList(
  unit: Unit,
  input: SupplierPriceListContent & {
    readonly supplierId: string
    readonly code: string
    readonly currency?: string | null | undefined
  },
): Promise<
  SupplierPriceList | CompanyNotReady | SupplierNotFound | SupplierPriceListCodeTaken | InvalidInput | LineRefused
> {
  const { companyId } = unit.caller
  const { supplierId, code } = input
  const problem = codeProblem(code)
  if (problem) return invalid('code', problem)
  const supplier = await findSupplier(unit.tx, supplierId)
  if (!supplier) return at(refuse('SupplierNotFound', { supplierId }), 'supplierId')
  const currency = input.currency ?? supplier.currency
  if (!isCurrency(currency)) return invalid('currency', 'NOT_A_CURRENCY')
  const id = newId()
  const content = await readContent(unit, input, { priceListId: id, currency })
  if (isRefusal(content)) return content
  const list: SupplierPriceList = {
    ...{ id, companyId, supplierId, code, currency, ...content },
    ...{ active: true, version: 1, createdAt: unit.now },
  }
  if (!(await insertSupplierPriceList(unit.tx, list)))
    return at(refuse('SupplierPriceListCodeTaken', { priceListCode: code }), 'code')
  return list
}

/** Writes a list anew; its supplier, code and currency stay. Orders keep the prices they took, and what they drew. */
export async function changeSupplierPriceList(
  unit: Unit,
  input: SupplierPriceListContent & {
    readonly priceListId: string
    readonly expectedVersion: number
    readonly active: boolean
  },
): Promise<
  SupplierPriceList | SupplierPriceListNotFound | StaleVersion | CompanyNotReady | InvalidInput | LineRefused
> {
  const { priceListId, expectedVersion, active } = input
  const list = await lockSupplierPriceList(unit.tx, priceListId)
  if (!list) return refuse('SupplierPriceListNotFound', { priceListId })
  const stale = requireVersion(list, expectedVersion)
  if (stale) return stale
  const content = await readContent(unit, input, { priceListId, currency: list.currency })
  if (isRefusal(content)) return content
  const changed = { ...list, ...content, active }
  const below = belowDrawn(changed, await findDrawnOfPriceLists(unit.tx, [priceListId]))
  return below ?? saveSupplierPriceList(unit.tx, changed)
}

async function readContent(
  { tx, caller: { companyId } }: Unit,
  content: SupplierPriceListContent,
  { priceListId, currency }: { readonly priceListId: string; readonly currency: Currency },
) {
  const company = await findCompany(tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })
  const items = await findItems(
    tx,
    content.lines.map(({ itemId }) => itemId),
  )
  return readSupplierPriceList(content, { priceListId, newLineId: newId }, { items, currency })
}
