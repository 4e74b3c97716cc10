import { type BusinessDate, type Period, periodOf, type Refusal, refuse } from '@erp/values'
import { at } from './input.ts'
import type { AccountRuleFacts, ItemClass, PeriodFacts } from './replicated-facts.ts'

/** The business event a voucher template answers. */
export type EventKind =
  | 'SALES_DELIVERY'
  | 'SALES_GIFT'
  | 'SALES_RETURN'
  | 'GOODS_SHIPPED'
  | 'SHIPPED_GOODS_RETURNED'
  | 'SHIPPED_GOODS_CHARGED'
  | 'SALES_INVOICE'
  | 'CREDIT_NOTE'

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
/** The same of a service, which is in no valuation area. */
export type ServiceAccountMissing = Refusal<'ServiceAccountMissing', { eventKind: EventKind; accountKey: string }>
export type NotPostable = PeriodNotOpen | VoucherTemplateMissing | AccountRuleMissing | ServiceAccountMissing

/** The modules that must not be done with the period of an event: the one it is written in, and inventory, whose stock it moves. */
const datedBy: Readonly<Record<EventKind, readonly string[]>> = {
  SALES_DELIVERY: ['SALES', 'INVENTORY'],
  SALES_GIFT: ['SALES', 'INVENTORY'],
  SALES_RETURN: ['SALES', 'INVENTORY'],
  GOODS_SHIPPED: ['SALES', 'INVENTORY'],
  SHIPPED_GOODS_RETURNED: ['SALES', 'INVENTORY'],
  SHIPPED_GOODS_CHARGED: ['SALES'],
  SALES_INVOICE: ['SALES'],
  CREDIT_NOTE: ['SALES'],
}

/** What is posted on one day. */
export interface DatedEvent {
  readonly eventKind: EventKind
  readonly businessDate: BusinessDate
  /** Where the day stands in the input. */
  readonly datePath: string
}

/**
 * Finance cannot refuse a confirmed document (ground rule 11), so all it could refuse is asked before: the period is
 * open and no module of the event is done with it, a template is active, and every account key of it finds an account for
 * every item class.
 */
export function whyNotPostable(
  document: DatedEvent & { readonly itemClasses: ReadonlySet<ItemClass>; readonly valuationAreaId: string | null },
  facts: PostingFacts,
): NotPostable | undefined {
  const { eventKind, valuationAreaId } = document
  const notOpen = whyPeriodNotOpen(document, facts)
  if (notOpen) return notOpen
  if (!facts.accountKeys) return refuse('VoucherTemplateMissing', { eventKind })

  for (const itemClass of document.itemClasses) {
    const uncovered = facts.accountKeys.find(
      (accountKey) => !facts.rules.some((rule) => covers(rule, accountKey, itemClass, valuationAreaId)),
    )
    if (uncovered !== undefined && valuationAreaId === null)
      return refuse('ServiceAccountMissing', { eventKind, accountKey: uncovered })
    if (uncovered !== undefined && valuationAreaId !== null)
      return refuse('AccountRuleMissing', { eventKind, accountKey: uncovered, itemClass, valuationAreaId })
  }
  return undefined
}

/** Why nothing is posted on the day of an event. */
export function whyPeriodNotOpen(
  { eventKind, businessDate, datePath }: DatedEvent,
  { period }: PostingFacts,
): PeriodNotOpen | undefined {
  const refused = (facts: { status: string; module?: string }) =>
    at(refuse('PeriodNotOpen', { period: periodOf(businessDate), ...facts }), datePath)
  if (period?.status !== 'OPEN') return refused({ status: period?.status ?? 'UNKNOWN' })
  const module = datedBy[eventKind].find((one) => period.sealedModules.includes(one))
  return module === undefined ? undefined : refused({ status: 'SEALED', module })
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
