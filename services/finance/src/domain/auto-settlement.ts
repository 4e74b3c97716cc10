import { isRefusal } from '@erp/values'
import {
  type SettleableItem,
  type SettlementEffect,
  type SettlementPart,
  type SettlementTerms,
  settle,
} from './settlement.ts'

/** How rules find what belongs together 自动核销规则. */
export const settlementRules = ['SAME_DOCUMENT', 'EXACT_AMOUNT', 'OLDEST_FIRST'] as const
export type SettlementRule = (typeof settlementRules)[number]

type Left = { readonly item: SettleableItem; readonly place: string; left: bigint }

/** How much is taken of items, by where they meet: in one place, or across. */
type Taken = Map<string, Map<string, bigint>>
const across = 'ACROSS'

/**
 * What rules settle of the items of one party and currency, rule after rule: what comes of one source, what is exactly as
 * much, and what is due first. Each rule lets items meet within their account, where nothing is posted, before it looks
 * across accounts. One settlement for each account and one across, each after what those before it left.
 */
export function settleByRules(
  items: readonly SettleableItem[],
  rules: readonly SettlementRule[],
  terms: Pick<SettlementTerms, 'settledOn' | 'differences'>,
): SettlementEffect[] {
  const held = new Map(items.map((item) => [item.id, item]))
  const effects: SettlementEffect[] = []
  for (const amounts of match(items, rules)) {
    const parts = [...amounts].map(([id, amount]): SettlementPart => ({ item: of(held, id), amount }))
    const effect = settle(parts, { ...terms, agreement: null, writeOff: null })
    if (isRefusal(effect)) {
      // A share that the books carry at nothing cannot be posted: people decide about its item.
      if (effect.refusal !== 'SettlementWorthNothing') throw new Error(`Rules cannot settle: ${JSON.stringify(effect)}`)
      return settleByRules(
        items.filter(({ id }) => id !== effect.openItemId),
        rules,
        terms,
      )
    }
    effects.push(effect)
    for (const move of [...effect.moves, ...effect.lines.flatMap(({ moves = [] }) => moves)]) {
      const item = of(held, move.itemId)
      held.set(item.id, { ...item, open: item.open + move.amount, carrying: item.carrying + move.carrying })
    }
  }
  return effects
}

/** How much of which items meets: each account by itself, then what meets across. */
function match(items: readonly SettleableItem[], rules: readonly SettlementRule[]): Map<string, bigint>[] {
  const side = (debit: boolean) =>
    items
      .filter(({ open }) => open !== 0n && open > 0n === debit)
      .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
      .map((item): Left => ({ item, place: placeOf(item), left: item.open < 0n ? -item.open : item.open }))
  const [debits, credits] = [side(true), side(false)]
  const taken: Taken = new Map()
  for (const rule of rules) for (const within of [true, false]) meet(debits, credits, { rule, within, taken })
  const last = taken.get(across)
  taken.delete(across)
  return [...taken.values(), ...(last ? [last] : [])]
}

/** Each takes what is left of the next on the other side that it may meet. */
function meet(
  debits: readonly Left[],
  credits: readonly Left[],
  { rule, within, taken }: { readonly rule: SettlementRule; readonly within: boolean; readonly taken: Taken },
): void {
  for (const debit of debits)
    for (const credit of credits) {
      if (debit.left === 0n) break
      if (credit.left === 0n || (debit.place === credit.place) !== within || !mayMeet[rule](debit, credit)) continue
      if (contradict(debit.item, credit.item)) continue
      const amount = debit.left < credit.left ? debit.left : credit.left
      const where = within ? debit.place : across
      const own = taken.get(where) ?? new Map<string, bigint>()
      taken.set(where, own)
      for (const one of [debit, credit]) {
        one.left -= amount
        own.set(one.item.id, (own.get(one.item.id) ?? 0n) + amount)
      }
    }
}

const mayMeet: Readonly<Record<SettlementRule, (debit: Left, credit: Left) => boolean>> = {
  SAME_DOCUMENT: (debit, credit) => {
    const sources = sourcesOf(debit.item)
    return sourcesOf(credit.item).some((id) => sources.includes(id))
  },
  EXACT_AMOUNT: (debit, credit) => debit.left === credit.left,
  OLDEST_FIRST: () => true,
}

/** Its document and what that comes of. */
function sourcesOf({ documentId, sourceDocumentId }: SettleableItem): string[] {
  return sourceDocumentId === null ? [documentId] : [documentId, sourceDocumentId]
}

/** Whether two items say that they are of different departments or projects; people may settle them all the same. */
function contradict({ dimensions: one }: SettleableItem, { dimensions: other }: SettleableItem): boolean {
  const differ = (first: string | null, second: string | null) => first !== null && second !== null && first !== second
  return differ(one.departmentId, other.departmentId) || differ(one.projectId, other.projectId)
}

function placeOf({ account, dimensions }: SettleableItem): string {
  return JSON.stringify([account.accountId, dimensions])
}

function orderOf({ dueOn, id }: SettleableItem): string {
  return `${dueOn}/${id}`
}

function of(items: ReadonlyMap<string, SettleableItem>, id: string): SettleableItem {
  const item = items.get(id)
  if (!item) throw new Error('An item that rules settle is gone')
  return item
}
