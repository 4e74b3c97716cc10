import type { SettleableItem, SettlementPart } from './settlement.ts'

/** How rules find what belongs together 自动核销规则. */
export const settlementRules = ['SAME_DOCUMENT', 'EXACT_AMOUNT', 'OLDEST_FIRST'] as const
export type SettlementRule = (typeof settlementRules)[number]

type Left = { readonly item: SettleableItem; left: bigint }
type Taken = Map<string, bigint>

/**
 * What rules settle of the items of one account, party and currency, rule after rule: what is of one document, what is
 * exactly as much, and what is due first. The parts of each side add up to the same.
 */
export function proposeSettlement(
  items: readonly SettleableItem[],
  rules: readonly SettlementRule[],
): SettlementPart[] {
  const side = (debit: boolean) =>
    items
      .filter(({ open }) => open !== 0n && open > 0n === debit)
      .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
      .map((item): Left => ({ item, left: item.open < 0n ? -item.open : item.open }))
  const [debits, credits] = [side(true), side(false)]
  const taken: Taken = new Map()
  for (const rule of rules) match[rule](debits, credits, taken)
  return [...debits, ...credits].flatMap(({ item }) => {
    const amount = taken.get(item.id) ?? 0n
    return amount === 0n ? [] : [{ item, amount }]
  })
}

const match: Readonly<Record<SettlementRule, (debits: Left[], credits: Left[], taken: Taken) => void>> = {
  SAME_DOCUMENT: (debits, credits, taken) => {
    const byDocument = Map.groupBy(credits, ({ item }) => item.documentId)
    for (const [documentId, own] of Map.groupBy(debits, ({ item }) => item.documentId))
      inOrder(own, byDocument.get(documentId) ?? [], taken)
  },
  EXACT_AMOUNT: (debits, credits, taken) => {
    const byAmount = Map.groupBy(credits, ({ left }) => left)
    for (const debit of debits) {
      const credit = debit.left === 0n ? undefined : byAmount.get(debit.left)?.find(({ left }) => left === debit.left)
      if (credit) inOrder([debit], [credit], taken)
    }
  },
  OLDEST_FIRST: inOrder,
}

/** Each takes what is left of the next on the other side. */
function inOrder(debits: readonly Left[], credits: readonly Left[], taken: Taken): void {
  let next = 0
  for (const debit of debits) {
    while (debit.left > 0n && next < credits.length) {
      const credit = credits[next]
      if (!credit || credit.left === 0n) {
        next += 1
        continue
      }
      const amount = debit.left < credit.left ? debit.left : credit.left
      for (const one of [debit, credit]) {
        one.left -= amount
        taken.set(one.item.id, (taken.get(one.item.id) ?? 0n) + amount)
      }
    }
  }
}

function orderOf({ dueOn, id }: SettleableItem): string {
  return `${dueOn}/${id}`
}
