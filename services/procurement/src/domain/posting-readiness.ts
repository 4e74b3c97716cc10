import { type BusinessDate, type Period, periodOf, type Refusal, refuse } from '@erp/values'
import { at } from './input.ts'
import type { AccountRuleFacts, ItemClass, PeriodFacts } from './replicated-facts.ts'

/** The business event a voucher template answers. */
export type EventKind =
  | 'PURCHASE_RECEIPT'
  | 'PURCHASE_RETURN_UNINVOICED'
  | 'PURCHASE_RETURN_INVOICED'
  | 'SUPPLIER_INVOICE'
  | 'SUPPLIER_INVOICE_REVERSING'
  | 'SUPPLIER_CREDIT_NOTE'
  | 'PURCHASE_VARIANCE'
  | 'FOREIGN_PURCHASE_VARIANCE'
  | 'GOODS_IN_TRANSIT_RECEIVED'
  | 'RECEIPT_ESTIMATE_TURNED'

/** The replicated facts that finance would refuse a document over, if it could. */
export interface PostingFacts {
  /** The period of the document's day; undefined when the books have no such period. */
  readonly period: PeriodFacts | undefined
  /** What the active template of the event kind needs; undefined when none is active. */
  readonly accountKeys: readonly string[] | undefined
  /** The active rules for those keys. */
  readonly rules: readonly AccountRuleFacts[]
}

export type PeriodNotOpen = Refusal<
  'PeriodNotOpen',
  { period: Period; status: string; module?: string; path: readonly string[] }
>
export type VoucherTemplateMissing = Refusal<'VoucherTemplateMissing', { eventKind: EventKind }>
export type AccountRuleMissing = Refusal<
  'AccountRuleMissing',
  { eventKind: EventKind; accountKey: string; itemClass: ItemClass; valuationAreaId: string }
>
/** Of a line that is about no goods, wherever they would lie. */
export type ServiceAccountRuleMissing = Refusal<
  'ServiceAccountRuleMissing',
  { eventKind: EventKind; accountKey: string }
>
export type NotPostable = PeriodNotOpen | VoucherTemplateMissing | AccountRuleMissing

/**
 * Finance cannot refuse a confirmed document (ground rule 11), so all it could refuse is asked before: the period is
 * open and purchasing and inventory are not done with it, a template is active, and every account key of it finds an account for every item class.
 */
export function whyNotPostable(
  document: {
    readonly eventKind: EventKind
    readonly businessDate: BusinessDate
    /** Where the day stands in the input. */
    readonly datePath: string
    readonly itemClasses: ReadonlySet<ItemClass>
    readonly valuationAreaId: string
  },
  facts: PostingFacts,
): NotPostable | undefined {
  const { eventKind, valuationAreaId } = document
  const period = periodOf(document.businessDate)
  if (facts.period?.status !== 'OPEN')
    return at(refuse('PeriodNotOpen', { period, status: facts.period?.status ?? 'UNKNOWN' }), document.datePath)
  const module = facts.period.sealedModules.find((sealed) => sealed === 'PURCHASING' || sealed === 'INVENTORY')
  if (module !== undefined) return at(refuse('PeriodNotOpen', { period, status: 'SEALED', module }), document.datePath)
  if (!facts.accountKeys) return refuse('VoucherTemplateMissing', { eventKind })

  for (const itemClass of document.itemClasses) {
    const uncovered = facts.accountKeys.find(
      (accountKey) => !facts.rules.some((rule) => covers(rule, accountKey, itemClass, valuationAreaId)),
    )
    if (uncovered !== undefined)
      return refuse('AccountRuleMissing', { eventKind, accountKey: uncovered, itemClass, valuationAreaId })
  }
  return undefined
}

/** The same of lines about services: every key finds an account that is for no goods and no place in particular; they are never in stock. */
export function whyServicesNotPostable(
  eventKind: EventKind,
  { accountKeys = [], rules }: PostingFacts,
): ServiceAccountRuleMissing | undefined {
  const uncovered = accountKeys.find(
    (accountKey) => accountKey !== 'INV' && !rules.some((rule) => covers(rule, accountKey, 'SERVICE', null)),
  )
  return uncovered === undefined ? undefined : refuse('ServiceAccountRuleMissing', { eventKind, accountKey: uncovered })
}

function covers(
  rule: AccountRuleFacts,
  accountKey: string,
  itemClass: ItemClass,
  valuationAreaId: string | null,
): boolean {
  return (
    rule.accountKey === accountKey &&
    (rule.itemClass === null || rule.itemClass === itemClass) &&
    (rule.valuationAreaId === null || rule.valuationAreaId === valuationAreaId)
  )
}
