import { StaleDocument } from '@erp/service-kit'
import { type BusinessDate, isRefusal } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import {
  type CostOfSales,
  type CostOfSalesChoice,
  type CostOfSalesChoiceTooEarly,
  type GoodsNotInvoiced,
  whyNotChosen,
} from '../domain/cost-of-sales.ts'
import { findCompany } from '../store/companies.ts'
import { insertCostOfSalesChoice, listCostOfSalesChoices, readChoiceFacts } from '../store/cost-of-sales.ts'
import type { Tx, Unit } from './unit.ts'

/** A company's choices with its id, by which they are found. */
export interface CostOfSalesChoices {
  readonly id: string
  readonly choices: readonly CostOfSalesChoice[]
}

const mostChoices = 100

/** What a company chose, newest first. */
export async function findCostOfSalesChoices(tx: Tx, companyId: string): Promise<CostOfSalesChoices> {
  return { id: companyId, choices: await listCostOfSalesChoices(tx, companyId, mostChoices) }
}

/** Chooses when goods that are delivered on a day and later are cost of sales; those that went out keep what they have. */
export async function chooseCostOfSales(
  { tx, now, caller }: Unit,
  { effectiveOn, mode }: { readonly effectiveOn: BusinessDate; readonly mode: CostOfSales },
): Promise<CostOfSalesChoices | CompanyNotActive | CostOfSalesChoiceTooEarly | GoodsNotInvoiced> {
  const { companyId, userId } = caller
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  const refused = whyNotChosen(effectiveOn, await readChoiceFacts(tx, companyId, mode))
  if (refused) return refused
  const choice = { companyId, effectiveOn, mode, chosenBy: userId, chosenAt: now }
  if (!(await insertCostOfSalesChoice(tx, choice))) throw new StaleDocument('cost of sales choices', companyId)
  return findCostOfSalesChoices(tx, companyId)
}
