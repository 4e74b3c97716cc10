import { type Period, type Refusal, refuse } from '@erp/values'
import type { ItemClass } from './item.ts'
import type { DisposalEventKind } from './stock-difference.ts'
import type { StockEventKind } from './stock-document.ts'
import type { ValuationAreaId } from './warehouse.ts'

/** What finance posts by a voucher template. */
export type PostedEventKind = StockEventKind | DisposalEventKind

export type PeriodStatus = 'OPEN' | 'CLOSING' | 'CLOSED'

/** What finance says of a period: its state, and the modules that are done with it 模块结账. */
export type PeriodFacts = { readonly status: PeriodStatus; readonly sealedModules: readonly string[] }

/** Finance's rule for one account key; null stands for every item class or every area. */
export type AccountRule = {
  readonly accountKey: string
  readonly itemClass: ItemClass | null
  readonly valuationAreaId: ValuationAreaId | null
}

/** Copies of finance's facts that decide whether a document could be posted. */
export type PostingFacts = {
  /** Undefined when finance has opened no such period. */
  readonly period: PeriodFacts | undefined
  readonly rules: readonly AccountRule[]
  /** The account keys of the active voucher templates by event kind; a kind without one is left out. */
  readonly accountKeys: ReadonlyMap<PostedEventKind, readonly string[]>
}

export type PeriodNotOpen = Refusal<'PeriodNotOpen', { period: string; status: string; module?: string }>
export type VoucherTemplateMissing = Refusal<'VoucherTemplateMissing', { eventKind: PostedEventKind }>
export type AccountRuleMissing = Refusal<
  'AccountRuleMissing',
  { eventKind: PostedEventKind; accountKey: string; itemClass: ItemClass; valuationAreaId: string }
>

/**
 * Why finance could not post what a document is posted as, or undefined. Finance cannot refuse what is confirmed, so whoever can still say
 * no asks this first; what changes afterwards shows as a blocked posting.
 */
export function postingProblem(
  document: {
    readonly eventKinds: readonly PostedEventKind[]
    readonly period: Period
    readonly keys: readonly { readonly itemClass: ItemClass; readonly valuationAreaId: ValuationAreaId }[]
  },
  facts: PostingFacts,
): PeriodNotOpen | VoucherTemplateMissing | AccountRuleMissing | undefined {
  const { eventKinds, period, keys } = document
  for (const eventKind of eventKinds) {
    const closed = periodProblem(period, facts.period, eventKind)
    if (closed) return closed
    const accountKeys = facts.accountKeys.get(eventKind)
    if (!accountKeys) return refuse('VoucherTemplateMissing', { eventKind })
    for (const { itemClass, valuationAreaId } of keys) {
      const accountKey = accountKeys.find(
        (one) => !facts.rules.some((rule) => answers(rule, { accountKey: one, itemClass, valuationAreaId })),
      )
      if (accountKey !== undefined)
        return refuse('AccountRuleMissing', { eventKind, accountKey, itemClass, valuationAreaId })
    }
  }
  return undefined
}

function answers(rule: AccountRule, { accountKey, itemClass, valuationAreaId }: AccountRule): boolean {
  return (
    rule.accountKey === accountKey &&
    (rule.itemClass ?? itemClass) === itemClass &&
    (rule.valuationAreaId ?? valuationAreaId) === valuationAreaId
  )
}

/** The module that dates an event beside inventory, whose stock it moves. */
const alsoDatedBy: Readonly<Partial<Record<PostedEventKind, string>>> = {
  PURCHASE_RECEIPT: 'PURCHASING',
  PURCHASE_RETURN_UNINVOICED: 'PURCHASING',
  PURCHASE_RETURN_INVOICED: 'PURCHASING',
  SALES_DELIVERY: 'SALES',
  SALES_GIFT: 'SALES',
  SALES_RETURN: 'SALES',
  GOODS_SHIPPED: 'SALES',
  SHIPPED_GOODS_RETURNED: 'SALES',
}

/** Why nothing of inventory's own, or of an event of this kind, can be dated in a period; undefined when it can. */
export function periodProblem(
  period: Period,
  facts: PeriodFacts | undefined,
  eventKind?: PostedEventKind,
): PeriodNotOpen | undefined {
  if (facts?.status !== 'OPEN') return refuse('PeriodNotOpen', { period, status: facts?.status ?? 'NONE' })
  const datedBy = ['INVENTORY', eventKind && alsoDatedBy[eventKind]]
  const module = facts.sealedModules.find((sealed) => datedBy.includes(sealed))
  return module === undefined ? undefined : refuse('PeriodNotOpen', { period, status: 'SEALED', module })
}
