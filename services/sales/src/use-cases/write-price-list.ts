import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import { codeProblem } from '../domain/customer.ts'
import { invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  type PriceList,
  type PriceListCodeTaken,
  type PriceListContent,
  type PriceListNotFound,
  type PriceListRefused,
  readPriceList,
  requireListInReach,
} from '../domain/price-list.ts'
import { findCompany } from '../store/companies.ts'
import { insertPriceList, lockPriceList, savePriceList } from '../store/price-lists.ts'
import { findItems } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** Writes a new price list; it is active at once. */
export async function createPriceList(
  unit: Unit,
  input: PriceListContent & { readonly code: string; readonly pricesIncludeTax: boolean },
): Promise<PriceList | CompanyNotActive | PriceListCodeTaken | PriceListRefused> {
  const { companyId } = unit.caller
  if (codeProblem(input.code)) return invalid('code', 'NOT_A_CODE')
  const id = newId()
  const content = await readContent(unit, input, id)
  if (isRefusal(content)) return content
  const list: PriceList = {
    ...{ id, companyId, code: input.code, pricesIncludeTax: input.pricesIncludeTax, ...content },
    ...{ active: true, version: 1, createdAt: unit.now },
  }
  if (!(await insertPriceList(unit.tx, list)))
    return refuse('PriceListCodeTaken', { priceListCode: list.code, path: ['input', 'code'] })
  return list
}

/** Writes a price list anew; its code and the kind of its prices stay. Orders keep the prices they took. */
export async function changePriceList(
  unit: Unit,
  input: PriceListContent & {
    readonly priceListId: string
    readonly expectedVersion: number
    readonly active: boolean
  },
): Promise<PriceList | PriceListNotFound | StaleVersion | CompanyNotActive | PriceListRefused> {
  const { priceListId, expectedVersion, active } = input
  const list = await lockPriceList(unit.tx, priceListId)
  if (!list) return refuse('PriceListNotFound', { priceListId })
  const stale = requireVersion(list, expectedVersion)
  if (stale) return stale
  const content = await readContent(unit, input, priceListId)
  return isRefusal(content) ? content : savePriceList(unit.tx, { ...list, ...content, active })
}

async function readContent({ tx, caller }: Unit, content: PriceListContent, priceListId: string) {
  const company = requireActive(await findCompany(tx, caller.companyId))
  if (isRefusal(company)) return company
  const outOfReach = requireListInReach(content, caller.customerGroups)
  if (outOfReach) return outOfReach
  const items = await findItems(
    tx,
    content.lines.map(({ itemId }) => itemId),
  )
  return readPriceList(content, { priceListId, newLineId: newId }, { items, currency: company.baseCurrency })
}
