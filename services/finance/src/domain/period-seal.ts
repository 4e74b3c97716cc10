import { type Period, type Refusal, refuse } from '@erp/values'

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
