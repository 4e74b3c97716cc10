import { type Period, type Refusal, refuse } from '@erp/values'
import type { DocumentType } from './business-event.ts'

/** The modules of the business that a period is sealed for one by one, before the period itself closes. */
export const modules = ['PURCHASING', 'SALES', 'INVENTORY', 'FINANCE'] as const
export type Module = (typeof modules)[number]

/** Whether a module is done with a period 模块结账; the newest change counts. */
export type PeriodSeal = {
  readonly id: string
  readonly companyId: string
  readonly periodId: string
  readonly module: Module
  readonly changeNumber: number
  readonly sealed: boolean
  readonly reason: string | null
  readonly changedBy: string
  readonly changedAt: Date
}

/** The modules that date each kind of document: the one it is written in, and inventory, whose stock it moves. */
const datedBy: Readonly<Record<DocumentType, readonly Module[]>> = {
  GOODS_RECEIPT: ['PURCHASING', 'INVENTORY'],
  PURCHASE_RETURN: ['PURCHASING', 'INVENTORY'],
  SUPPLIER_INVOICE: ['PURCHASING'],
  ESTIMATE_TURN: ['PURCHASING'],
  DELIVERY: ['SALES', 'INVENTORY'],
  SALES_RETURN: ['SALES', 'INVENTORY'],
  SALES_INVOICE: ['SALES'],
  CREDIT_NOTE: ['SALES'],
  LANDED_COST: ['INVENTORY'],
  STOCK_TRANSFER: ['INVENTORY'],
  STOCKTAKE: ['INVENTORY'],
  STOCK_DIFFERENCE_DISPOSAL: ['INVENTORY'],
  MISCELLANEOUS_MOVEMENT: ['INVENTORY'],
  COST_ADJUSTMENT: ['INVENTORY'],
  STOCK_ASSEMBLY: ['INVENTORY'],
  COSTING_CHANGE: ['INVENTORY'],
  EXPENSE_CLAIM: ['FINANCE'],
  EMPLOYEE_ADVANCE: ['FINANCE'],
}

/** The modules that must not be done with the period of a document: one of them that is makes it late. */
export function modulesOf(documentType: DocumentType): readonly Module[] {
  return datedBy[documentType]
}

export type ModuleSealed = Refusal<'ModuleSealed', { period: Period; module: Module }>
export type ModuleNotSealed = Refusal<'ModuleNotSealed', { period: Period; module: Module }>

export function isSealed(seals: readonly PeriodSeal[], module: Module): boolean {
  return seals.some((seal) => seal.module === module && seal.sealed)
}

/** Refuses an act of a module that is done with the period. */
export function requireNotSealed(
  seals: readonly PeriodSeal[],
  period: Period,
  module: Module,
): ModuleSealed | undefined {
  return isSealed(seals, module) ? refuse('ModuleSealed', { period, module }) : undefined
}
