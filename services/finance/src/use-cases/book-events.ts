import type { AccountRule } from '../domain/account-rule.ts'
import type { FiscalPeriod } from '../domain/fiscal-period.ts'
import type { TaxCode } from '../domain/tax-code.ts'
import { accountKeysOf, type VoucherTemplate } from '../domain/voucher-template.ts'

/** What the other services are told of a company's set-up: the full state, so that the last version heard is enough. */
export function toPeriodChanged({ id, companyId, period, status, version }: FiscalPeriod) {
  return { aggregateId: id, payload: { companyId, periodId: id, period, status, version } }
}

export function toAccountRuleChanged({ id, ...rule }: AccountRule) {
  return { aggregateId: id, payload: { ruleId: id, ...rule } }
}

export function toTaxCodeChanged({ id, ...taxCode }: TaxCode) {
  return { aggregateId: id, payload: { taxCodeId: id, ...taxCode } }
}

export function toTemplateActivated({ templateId, companyId, eventKind, templateVersion, lines }: VoucherTemplate) {
  return {
    aggregateId: templateId,
    payload: { companyId, templateId, eventKind, templateVersion, accountKeys: accountKeysOf(lines) },
  }
}
