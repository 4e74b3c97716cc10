import { type Currency, type Period, type Refusal, refuse, type UnitFactor } from '@erp/values'

/** What an item is to the books; decides its inventory account. */
export type ItemClass = 'RAW_MATERIAL' | 'SEMI_FINISHED' | 'FINISHED_GOODS' | 'MERCHANDISE' | 'SERVICE'

/** What procurement knows of a company that identity owns. */
export interface CompanyFacts {
  readonly companyId: string
  /** The currency of the books, in which receipts are valued. */
  readonly baseCurrency: Currency
  readonly active: boolean
}

/** What procurement knows of an item that inventory owns. */
export interface ItemFacts {
  readonly itemId: string
  readonly itemClass: ItemClass
  readonly baseUnit: string
  /** Other units the item is bought in, each an exact fraction of base units. */
  readonly units: readonly ({ readonly unit: string } & UnitFactor)[]
  readonly active: boolean
}

/** What procurement knows of a warehouse that inventory owns. */
export interface WarehouseFacts {
  readonly warehouseId: string
  readonly valuationAreaId: string
  readonly active: boolean
}

/** What procurement knows of an accounting period that finance owns. */
export interface PeriodFacts {
  readonly period: Period
  readonly status: 'OPEN' | 'CLOSING' | 'CLOSED'
  /** The modules that are done with it 模块结账. */
  readonly sealedModules: readonly string[]
}

/** An account determination rule of finance; null means any. */
export interface AccountRuleFacts {
  readonly accountKey: string
  readonly itemClass: string | null
  readonly valuationAreaId: string | null
}

/** What procurement knows of a department, project or employee that finance names. */
export interface DimensionValueFacts {
  readonly dimension: string
  readonly active: boolean
}

/** What procurement knows of a VAT code that finance owns. */
export interface TaxCodeFacts {
  readonly taxCodeId: string
  /** 13 for 13 %. */
  readonly ratePercent: string
  readonly active: boolean
}

/** Identity's company has not been told yet, or is closed for new business. */
export type CompanyNotReady = Refusal<'CompanyNotReady', { companyId: string }>

export type UnitUnknown = Refusal<'UnitUnknown', { itemId: string; unit: string; known: readonly string[] }>

/** How many base units one of `unit` is. Refuses a unit that the item does not have. */
export function factorOf(item: ItemFacts, unit: string): UnitFactor | UnitUnknown {
  if (unit === item.baseUnit) return { numerator: 1n, denominator: 1n }
  const other = item.units.find((candidate) => candidate.unit === unit)
  if (other) return { numerator: other.numerator, denominator: other.denominator }
  const known = [item.baseUnit, ...item.units.map((candidate) => candidate.unit)]
  return refuse('UnitUnknown', { itemId: item.itemId, unit, known })
}
