import { StaleDocument } from '@erp/service-kit'
import { type BusinessDate, refuse } from '@erp/values'
import {
  type EstimateChoice,
  type EstimateChoiceTooEarly,
  type EstimateMode,
  whyTooEarly,
} from '../domain/receipt-estimate.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import { insertEstimateChoice, listEstimateChoices, readChoiceFacts } from '../store/receipt-estimates.ts'
import { findCompany } from '../store/replicated-facts.ts'
import type { Tx, Unit } from './unit.ts'

/** A company's choices with its id, by which they are found. */
export interface EstimateChoices {
  readonly id: string
  readonly choices: readonly EstimateChoice[]
}

const mostChoices = 100

/** What a company chose, newest first. */
export async function findEstimateChoices(tx: Tx, companyId: string): Promise<EstimateChoices> {
  return { id: companyId, choices: await listEstimateChoices(tx, companyId, mostChoices) }
}

/** Chooses what becomes of estimates of receipts of a day and later; those that were written keep what they have. */
export async function chooseReceiptEstimates(
  { tx, now, caller }: Unit,
  { effectiveOn, mode }: { readonly effectiveOn: BusinessDate; readonly mode: EstimateMode },
): Promise<EstimateChoices | CompanyNotReady | EstimateChoiceTooEarly> {
  const { companyId, userId } = caller
  const company = await findCompany(tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })
  const tooEarly = whyTooEarly(effectiveOn, await readChoiceFacts(tx, companyId))
  if (tooEarly) return tooEarly
  const choice = { companyId, effectiveOn, mode, chosenBy: userId, chosenAt: now }
  if (!(await insertEstimateChoice(tx, choice))) throw new StaleDocument('receipt estimate choices', companyId)
  return findEstimateChoices(tx, companyId)
}
