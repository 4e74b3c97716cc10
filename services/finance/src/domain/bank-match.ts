import { type BusinessDate, type Currency, formatMoney, money, type Refusal, refuse } from '@erp/values'
import type { BankLine } from './bank-statement.ts'

/** How a match came about 勾对方式: a person chose, or the rule of that name did. */
export const matchRules = ['OPENING', 'REVERSAL', 'REFERENCE', 'PARTY', 'AMOUNT'] as const
export type MatchRule = (typeof matchRules)[number]

/** A line of the journal of a cash account with what no match took of it; what came in is positive. */
export type JournalEntry = {
  readonly voucherId: string
  readonly lineNumber: number
  readonly postingDate: BusinessDate
  readonly amount: bigint
  readonly open: bigint
  readonly documentNumber: string
  /** The bank's number that its receipt, payment or transfer was written with. */
  readonly reference: string | null
  readonly partyId: string | null
  /** The voucher it takes back. */
  readonly reversesId: string | null
}

export type MatchPart<One> = { readonly of: One; readonly amount: bigint }

/** Bank lines and journal entries that are the same money 勾对; both sides add up to the same. */
export type MatchContent = {
  readonly rule: MatchRule | 'MANUAL'
  readonly lines: readonly MatchPart<BankLine>[]
  readonly entries: readonly MatchPart<JournalEntry>[]
}

export type MatchUneven = Refusal<'BankMatchUneven', { bank: string; books: string }>
export type MatchTooSmall = Refusal<'BankMatchTooSmall', { fewest: number; most: number }>
export type MatchExceedsOpen = Refusal<'BankMatchExceedsOpen', { open: string }>

export const mostMatchParts = 500

/** Whether these may stand together: at least two parts, none more than is open of it, and both sides even. */
export function checkMatch(
  { lines, entries }: MatchContent,
  currency: Currency,
): MatchUneven | MatchTooSmall | MatchExceedsOpen | undefined {
  const parts = [...lines, ...entries]
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  if (parts.length < 2 || parts.length > mostMatchParts)
    return refuse('BankMatchTooSmall', { fewest: 2, most: mostMatchParts })
  const beyond = parts.find(({ amount, of: { open } }) => !isWithin(amount, open))
  if (beyond) return refuse('BankMatchExceedsOpen', { open: text(beyond.of.open) })
  const [bank, books] = [totalOf(lines), totalOf(entries)]
  return bank === books ? undefined : refuse('BankMatchUneven', { bank: text(bank), books: text(books) })
}

function isWithin(amount: bigint, open: bigint): boolean {
  return amount > 0n ? amount <= open : amount < 0n && amount >= open
}

/** The day from which a match counts: when both bank and books had all of it. */
export function effectiveOn({ lines, entries }: MatchContent): BusinessDate {
  const days = [...lines.map(({ of }) => of.bookedOn), ...entries.map(({ of }) => of.postingDate)]
  return days.reduce((latest, day) => (day > latest ? day : latest))
}

/** A bank line with the party that earlier matches with the same name and account were with. */
export type LineToMatch = BankLine & { readonly knownPartyId: string | null }

export type MatchSearch = {
  readonly lines: readonly LineToMatch[]
  readonly entries: readonly JournalEntry[]
  readonly rules: readonly MatchRule[]
  /** How many days bank and books may be apart, for the rules that go by amounts. */
  readonly windowDays: number
}

type Group = { readonly entries: readonly JournalEntry[]; readonly total: bigint }
type Found = Omit<MatchContent, 'rule'>

/** What rules find, each taking whole remainders of what those before it left. Where two answers are as good, none is taken. */
export function proposeMatches(search: MatchSearch): MatchContent[] {
  let left = search
  const found: MatchContent[] = []
  for (const rule of search.rules) {
    const own = finders[rule](left).map((one) => ({ rule, ...one }))
    found.push(...own)
    const taken = new Set([
      ...own.flatMap(({ lines }) => lines.map(({ of }) => of.id)),
      ...own.flatMap(({ entries }) => entries.map(({ of }) => keyOf(of))),
    ])
    left = {
      ...left,
      lines: left.lines.filter(({ id }) => !taken.has(id)),
      entries: left.entries.filter((entry) => !taken.has(keyOf(entry))),
    }
  }
  return found
}

const finders: Readonly<Record<MatchRule, (search: MatchSearch) => Found[]>> = {
  /** What was at the bank before its first statement is what the books say of that day. */
  OPENING: ({ lines, entries }) => {
    const opening = lines.find(({ lineNumber }) => lineNumber === 0)
    const before = opening ? entries.filter(({ postingDate }) => postingDate <= opening.bookedOn) : []
    return opening && before.length < mostMatchParts && openOf(before) === opening.open
      ? [whole([opening], before)]
      : []
  },

  /** What was taken back in red never was at the bank. */
  REVERSAL: ({ entries }) => {
    const byVoucher = Map.groupBy(entries, ({ voucherId }) => voucherId)
    return [...byVoucher.values()].flatMap((red): Found[] => {
      const reversesId = red[0]?.reversesId ?? ''
      const black = byVoucher.get(reversesId) ?? []
      return black.length > 0 && openOf(red) + openOf(black) === 0n ? [whole([], [...black, ...red])] : []
    })
  },

  /** The bank quotes the document, or the document the bank: one line for all of it, or several that add up to it. */
  REFERENCE: ({ lines, entries }) => {
    const groups = groupsOf(entries)
    const named = new Map(lines.map((line) => [line.id, groups.filter((group) => isQuoted(line, group))]))
    const used = new Set<string>()
    return groups.flatMap((group): Found[] => {
      const own = lines.filter(({ id }) => !used.has(id) && named.get(id)?.length === 1 && named.get(id)?.[0] === group)
      const single = own.filter(({ open }) => open === group.total)
      const taken = openOf(own) === group.total ? own : single.length === 1 ? single : []
      if (taken.length === 0 || taken.length + group.entries.length > mostMatchParts) return []
      for (const { id } of taken) used.add(id)
      return [whole(taken, group.entries)]
    })
  },

  /** Whom earlier matches were with: their only entry of that amount, or everything of theirs in those days together. */
  PARTY: ({ lines, entries, windowDays }) => {
    const used = new Set<string>()
    return lines.flatMap((line): Found[] => {
      if (line.knownPartyId === null) return []
      const theirs = entries.filter(
        (entry) =>
          entry.partyId === line.knownPartyId &&
          entry.open > 0n === line.open > 0n &&
          isNear(line, entry, windowDays) &&
          !used.has(keyOf(entry)),
      )
      const same = theirs.filter(({ open }) => open === line.open)
      const taken = same.length === 1 ? same : openOf(theirs) === line.open ? theirs : []
      if (taken.length === 0 || taken.length >= mostMatchParts) return []
      for (const entry of taken) used.add(keyOf(entry))
      return [whole([line], taken)]
    })
  },

  /** The same amount within some days, when on both sides nothing else could be meant. */
  AMOUNT: ({ lines, entries, windowDays }) => {
    const entriesByAmount = Map.groupBy(entries, ({ open }) => open)
    const linesByAmount = Map.groupBy(lines, ({ open }) => open)
    return lines.flatMap((line): Found[] => {
      const near = (entriesByAmount.get(line.open) ?? []).filter((entry) => isNear(line, entry, windowDays))
      const [entry, another] = near
      if (!entry || another) return []
      const rivals = (linesByAmount.get(line.open) ?? []).filter((other) => isNear(other, entry, windowDays))
      return rivals.length === 1 ? [whole([line], [entry])] : []
    })
  },
}

function whole(lines: readonly BankLine[], entries: readonly JournalEntry[]): Found {
  return {
    lines: lines.map((of) => ({ of, amount: of.open })),
    entries: entries.map((of) => ({ of, amount: of.open })),
  }
}

/** The entries of each voucher: a payment and its fee are one movement at most banks. */
function groupsOf(entries: readonly JournalEntry[]): Group[] {
  return [...Map.groupBy(entries, ({ voucherId }) => voucherId).values()].map((own) => ({
    entries: own,
    total: openOf(own),
  }))
}

function isQuoted({ reference, text }: BankLine, { entries: [entry] }: Group): boolean {
  if (!entry) return false
  const said = [reference, text].filter((one) => one !== null)
  return [entry.documentNumber, entry.reference].some(
    (name) => name !== null && name.length >= 4 && said.some((one) => one === name || words(one).includes(name)),
  )
}

function words(text: string): string[] {
  return text.split(/[\s,;/|:：，；、]+/)
}

function isNear({ bookedOn }: BankLine, { postingDate }: JournalEntry, days: number): boolean {
  return Math.abs(Date.parse(bookedOn) - Date.parse(postingDate)) <= days * 86_400_000
}

function openOf(parts: readonly { readonly open: bigint }[]): bigint {
  return parts.reduce((sum, { open }) => sum + open, 0n)
}

function totalOf(parts: readonly { readonly amount: bigint }[]): bigint {
  return parts.reduce((sum, { amount }) => sum + amount, 0n)
}

export function keyOf({ voucherId, lineNumber }: Pick<JournalEntry, 'voucherId' | 'lineNumber'>): string {
  return `${voucherId}/${lineNumber}`
}
