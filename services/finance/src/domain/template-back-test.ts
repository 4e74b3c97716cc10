import { type BusinessDate, formatMoney, isRefusal, type Money } from '@erp/values'
import type { LocalizedText, Side } from './account.ts'
import { type Books, type ObstacleReason, post } from './posting.ts'
import type { PostingFacts } from './posting-facts.ts'
import type { VoucherTemplate } from './voucher-template.ts'

/** A voucher line as far as a template and the rules decide it. */
export type TriedLine = {
  readonly accountCode: string
  readonly accountKey: string | null
  readonly side: Side
  readonly amount: Money
  readonly summary: LocalizedText
  readonly cashFlowItem: string | null
}

/** What was posted for an event; nothing when it was worth nothing. */
export type PostedFor = {
  readonly voucherNumber: string | null
  readonly word: string | null
  readonly lines: readonly TriedLine[]
}

/** An event that another template would post differently, with the lines that differ only. */
export type BackTestChange = {
  readonly documentNumber: string
  readonly businessDate: BusinessDate
  readonly voucherNumber: string | null
  /** 凭证字 before and after; null where nothing was or would be posted. */
  readonly wordBefore: string | null
  readonly wordAfter: string | null
  readonly before: readonly TriedLine[]
  readonly after: readonly TriedLine[]
  /** Why it could not be posted at all. */
  readonly obstacle: ObstacleReason | null
}

/**
 * Posts an event again under `template` and today's rules, as if its period were open, and gives what would be different
 * from what was posted; undefined when nothing would.
 */
export function backTest(
  facts: PostingFacts,
  posted: PostedFor,
  template: VoucherTemplate,
  books: Books,
): BackTestChange | undefined {
  const outcome = post(facts, {
    ...books,
    templates: new Map([[facts.eventKind, [template]]]),
    periods: new Map([...books.periods].map(([period, one]) => [period, { ...one, status: 'OPEN' }])),
  })
  const { documentNumber, businessDate } = facts
  const event = { documentNumber, businessDate, voucherNumber: posted.voucherNumber, wordBefore: posted.word }
  if (isRefusal(outcome))
    return { ...event, wordAfter: null, before: posted.lines, after: [], obstacle: outcome.reason }
  const made = 'nothingToPost' in outcome ? [] : outcome.lines
  const wordAfter = 'nothingToPost' in outcome ? null : outcome.word
  const before = without(posted.lines, made)
  const after = without(made, posted.lines)
  if (before.length === 0 && after.length === 0 && posted.word === wordAfter) return undefined
  return { ...event, wordAfter, before, after, obstacle: null }
}

/** The lines of one list that the other does not have, each as often as it has it more. */
function without(lines: readonly TriedLine[], others: readonly TriedLine[]): TriedLine[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(wordsOf(line), (left.get(wordsOf(line)) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(wordsOf(line)) ?? 0
    left.set(wordsOf(line), count - 1)
    return count <= 0
  })
}

function wordsOf({ accountCode, accountKey, side, amount, summary, cashFlowItem }: TriedLine): string {
  return JSON.stringify([accountCode, accountKey, side, formatMoney(amount), summary.zh, summary.en, cashFlowItem])
}
