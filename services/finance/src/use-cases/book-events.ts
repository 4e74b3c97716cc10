import { type AccountRule, namedBy } from '../domain/account-rule.ts'
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

export function toAccountRuleChanged({ id, ...rule }: AccountRule) {
  const { companyId, accountKey, itemClass, valuationAreaId, accountCode, active, version } = rule
  const payload = { companyId, ruleId: id, accountKey, itemClass, valuationAreaId, accountCode, active, version }
  return { aggregateId: id, payload }
}

/**
 * Whether others hear of a rule. What they confirm is about goods and places only, so a rule that names anything else never
 * decides about it, and would look to them like one that always does.
 */
export function isToldToOthers(rule: AccountRule): boolean {
  return namedBy(rule).every((condition) => condition === 'itemClass' || condition === 'valuationAreaId')
}

export function toTaxCodeChanged({ id, ...taxCode }: TaxCode) {
  return { aggregateId: id, payload: { taxCodeId: id, ...taxCode } }
}

/**
 * A version that was activated, with the others still in force on some dates: whoever confirms a document makes sure of the
 * keys of all of them, so that it can be posted whatever its date.
 */
export function toTemplateActivated(template: VoucherTemplate, others: readonly VoucherTemplate[] = []) {
  const { templateId, companyId, eventKind, templateVersion } = template
  const accountKeys = accountKeysOf([template, ...others].flatMap(({ lines }) => lines))
  return { aggregateId: templateId, payload: { companyId, templateId, eventKind, templateVersion, accountKeys } }
}
