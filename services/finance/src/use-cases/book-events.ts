import type { AuxiliaryDimension } from '@erp/contracts'
import { type AccountRule, namedBy, specificityOf } from '../domain/account-rule.ts'
import type { Dimension } from '../domain/auxiliary-dimension.ts'
import type { FiscalPeriod } from '../domain/fiscal-period.ts'
import type { Module } from '../domain/period-seal.ts'
import type { TaxCode } from '../domain/tax-code.ts'
import { accountKeysOf, type VoucherTemplate } from '../domain/voucher-template.ts'

/** What the other services are told of a company's set-up: the full state, so that the last version heard is enough. */
export function toPeriodChanged(
  { id, companyId, period, status, version }: FiscalPeriod,
  sealedModules: readonly Module[] = [],
) {
  const sealed = sealedModules.length === 0 ? {} : { sealedModules: [...sealedModules] }
  return { aggregateId: id, payload: { companyId, periodId: id, period, status, ...sealed, version } }
}

export function toAccountRuleChanged(rule: AccountRule, required: readonly Dimension[]) {
  const { id, companyId, accountKey, itemClass, valuationAreaId, accountCode, active, version } = rule
  const about = { companyId, ruleId: id, accountKey, itemClass, valuationAreaId, accountCode, active, version }
  const payload = { ...about, specificity: specificityOf(rule), requiredDimensions: required.map(dimensionOnWire) }
  return { aggregateId: id, payload }
}

export function toNarrowAccountRuleChanged(rule: AccountRule, required: readonly Dimension[]) {
  const { departmentId = null, expenseType = null } = rule
  const { aggregateId, payload } = toAccountRuleChanged(rule, required)
  return { aggregateId, payload: { ...payload, departmentId, expenseType } }
}

/**
 * How others hear of a rule. Most of what they confirm is about goods and places only, so a rule that names anything else would
 * look to them like one that always decides. What bears costs names a department and an expense type besides; parties and tax
 * codes are named only by what finance posts of its own.
 */
export function toldAs(rule: AccountRule): 'GENERAL' | 'NARROW' | 'UNTOLD' {
  const named = namedBy(rule)
  if (named.includes('partyClass') || named.includes('taxCode')) return 'UNTOLD'
  return named.includes('departmentId') || named.includes('expenseType') ? 'NARROW' : 'GENERAL'
}

export function toTaxCodeChanged({ id, ...taxCode }: TaxCode) {
  return { aggregateId: id, payload: { taxCodeId: id, ...taxCode } }
}

/**
 * A version that was activated, with the others still in force on some dates: whoever confirms a document makes sure of the
 * keys and lines of all of them, so that it can be posted whatever its date.
 */
export function toTemplateActivated(template: VoucherTemplate, others: readonly VoucherTemplate[] = []) {
  const { templateId, companyId, eventKind, templateVersion } = template
  const inForce = [template, ...others].flatMap((version) => version.lines)
  const accountKeys = accountKeysOf(inForce)
  const lines = inForce.map(({ accountKey, amount, dimensions }) => ({
    ...{ accountKey, amount },
    ...(dimensions ? { dimensions: dimensions.map(dimensionOnWire) } : {}),
  }))
  const payload = { companyId, templateId, eventKind, templateVersion, accountKeys, lines }
  return { aggregateId: templateId, payload }
}

function dimensionOnWire(dimension: Dimension): AuxiliaryDimension {
  return dimension.toUpperCase() as Uppercase<Dimension>
}
