import { type BusinessDate, isNegative, isZero, type Money, negate } from '@erp/values'
import type { LocalizedText, Side } from './account.ts'
import type { Dimension } from './auxiliary-dimension.ts'
import type { EventKind } from './business-event.ts'
import type { CashFlowItemCode } from './cash-flow-item.ts'
import type { AmountField, FactLine, ForeignGross, PostingFacts } from './posting-facts.ts'

/** One line of a template 凭证模板分录, applied to every business line of the event. */
export type TemplateLine = {
  readonly accountKey: string
  readonly side: Side
  readonly amount: AmountField
  /** Posts the amount × −1: for events that count what leaves as negative. */
  readonly negated: boolean
  /** A negative amount stays on its side in red 红字, or stands on the other side in black. */
  readonly whenNegative: 'RED' | 'OTHER_SIDE'
  /** 摘要 with `{documentNumber}`, `{businessDate}` and `{quantity}` filled in. */
  readonly summary: LocalizedText
  /** What the line carries of the event's auxiliary values; left out, all of them. */
  readonly dimensions?: readonly Dimension[]
  /** 现金流量项目 of lines that stand on a cash account. */
  readonly cashFlowItem?: CashFlowItemCode
}

/** What becomes of a voucher that a template made: it is posted at once, or when somebody has reviewed it. */
export const postingPolicies = ['POST_AT_ONCE', 'WAIT_FOR_REVIEW'] as const
export type PostingPolicy = (typeof postingPolicies)[number]

/** A business line with the voucher lines it must give: proof that a template does what its author meant. */
export type TemplateExample = {
  readonly name: LocalizedText
  readonly currency: string
  /** Amounts as exact text in the currency's decimals; what is left out is zero. */
  readonly amounts: Readonly<Partial<Record<AmountField, string>>>
  readonly expected: readonly { readonly accountKey: string; readonly side: Side; readonly amount: string }[]
}

/** What the author of a template writes. */
export type TemplateContent = {
  readonly name: LocalizedText
  /** 凭证字: any series of the company that is active when the version is activated. */
  readonly word: string
  /** Left out, POST_AT_ONCE. */
  readonly policy?: PostingPolicy
  readonly lines: readonly TemplateLine[]
  readonly examples: readonly TemplateExample[]
}

/** A version of what posts one kind of event. Content never changes once written; a change is the next version. */
export type VoucherTemplate = TemplateContent & {
  /** The version's own id. */
  readonly id: string
  /** What all versions for an event kind of a company have in common. */
  readonly templateId: string
  readonly companyId: string
  readonly eventKind: EventKind
  readonly templateVersion: number
  readonly policy: PostingPolicy
  /** It posts events of this business date and later; null for any date. */
  readonly effectiveFrom: BusinessDate | null
  /** An active version posts the events of some dates, a superseded one of none. */
  readonly status: 'ACTIVE' | 'SUPERSEDED'
}

/** The version that posts events of a business date: of those in force on it, the one that starts last. */
export function templateOn(versions: readonly VoucherTemplate[], on: BusinessDate): VoucherTemplate | undefined {
  return versions
    .filter(({ status, effectiveFrom }) => status === 'ACTIVE' && (effectiveFrom === null || effectiveFrom <= on))
    .sort((left, right) => ((left.effectiveFrom ?? '') < (right.effectiveFrom ?? '') ? 1 : -1))[0]
}

/** Whether a version posts nothing any more once another is in force from `next` on. */
export function isOverruled({ effectiveFrom }: VoucherTemplate, next: BusinessDate | null): boolean {
  return next === null || (effectiveFrom !== null && effectiveFrom >= next)
}

/** A voucher line before its account is known. */
export type KeyedLine = {
  readonly accountKey: string
  readonly side: Side
  readonly amount: Money
  readonly summary: LocalizedText
  readonly dimensions: readonly Dimension[] | null
  readonly cashFlowItem: CashFlowItemCode | null
  /** The same in the currency of the document, on the same side. */
  readonly foreign: ForeignGross | null
  readonly fact: FactLine
}

/** What a template makes of an event, in the template's order; lines of amount zero are left out. */
export function applyTemplate(lines: readonly TemplateLine[], facts: PostingFacts): KeyedLine[] {
  return lines.flatMap((line) =>
    facts.lines.flatMap((fact) => {
      const amount = fact.amounts[line.amount]
      if (!amount || isZero(amount)) return []
      const value = line.negated ? negate(amount) : amount
      const turned = isNegative(value) && line.whenNegative === 'OTHER_SIDE'
      const foreign = line.amount === 'grossValue' ? fact.foreign : undefined
      return {
        accountKey: line.accountKey,
        side: turned ? otherSide(line.side) : line.side,
        amount: turned ? negate(value) : value,
        summary: { zh: fillIn(line.summary.zh, facts, fact), en: fillIn(line.summary.en, facts, fact) },
        dimensions: line.dimensions ?? null,
        cashFlowItem: line.cashFlowItem ?? null,
        foreign: foreign
          ? { ...foreign, amount: line.negated === turned ? foreign.amount : negate(foreign.amount) }
          : null,
        fact,
      }
    }),
  )
}

/** The account keys that must be determinable before a document of this kind may be confirmed, each once. */
export function accountKeysOf(lines: readonly TemplateLine[]): string[] {
  return [...new Set(lines.map(({ accountKey }) => accountKey))]
}

/** What a summary may quote of the event. */
export const summaryPlaceholders = {
  documentNumber: (facts: PostingFacts) => facts.documentNumber,
  businessDate: (facts: PostingFacts) => facts.businessDate,
  quantity: (_: PostingFacts, fact: FactLine) => fact.quantity?.replace(/^-/, '') ?? '',
} as const

export function otherSide(of: Side): Side {
  return of === 'DEBIT' ? 'CREDIT' : 'DEBIT'
}

function fillIn(pattern: string, facts: PostingFacts, fact: FactLine): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(summaryPlaceholders, name)
      ? summaryPlaceholders[name as keyof typeof summaryPlaceholders](facts, fact)
      : whole,
  )
}
