import { type Currency, isRefusal, isZero, type Money, newId, parseMoney, type Refusal, refuse, sum } from '@erp/values'
import { type InventoryDocument, linesProblem, reasonProblem } from './inventory-document.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import type { StockEntryId } from './valuation.ts'

/** By what a charge is spread over receipt lines 分摊标准; TYPED is as a person says. */
export type SpreadBasis = 'VALUE' | 'QUANTITY' | 'WEIGHT' | 'VOLUME' | 'TYPED'

/** What of a charge belongs to one receipt line. */
export type ChargeShare = { readonly stockEntryId: StockEntryId; readonly amount: Money }

/** Freight, insurance, duty: what it cost to get goods here beyond their price, net, in the company's currency. */
export type LandedCostCharge = {
  readonly id: string
  readonly lineNumber: number
  readonly name: string
  readonly amount: Money
  readonly basis: SpreadBasis
  /** The supplier's bill it stands on; a charge of one bill counts once. */
  readonly billReference: string | null
  /** Of a TYPED charge only, and then the whole of it. */
  readonly shares: readonly ChargeShare[]
}

/** A goods receipt line that bears a share, by the ledger entry that brought its goods. */
export type LandedCostLine = {
  readonly id: string
  readonly lineNumber: number
  readonly stockEntryId: StockEntryId
}

export type LandedCostHead = InventoryDocument & { readonly charges: readonly LandedCostCharge[] }

/** Charges spread over receipt lines 采购费用分摊单: goods still there are worth more, the cost of sales bears the rest. */
export type LandedCost = LandedCostHead & { readonly lines: readonly LandedCostLine[] }

/** What a person writes down; amounts as text. */
export type ChargeInput = {
  readonly name: string
  readonly amount: string
  readonly basis: SpreadBasis
  readonly billReference?: string | undefined
  readonly shares?: readonly { readonly stockEntryId: string; readonly amount: string }[] | undefined
}

export type LandedCostInput = {
  readonly reason: string
  readonly charges: readonly ChargeInput[]
  readonly stockEntryIds: readonly string[]
}

/** It is no receipt line of the company, or its receipt was taken back. */
export type ReceiptLineUnknown = Refusal<'ReceiptLineUnknown', { stockEntryId: string; path: readonly string[] }>

const chargesAtMost = 50
const nameAtMost = 100
const referenceAtMost = 60

/** The content of a draft, or what is wrong with the first part that cannot be used. `known` are the receipt lines there are. */
export function draftLandedCost(
  { reason, charges, stockEntryIds }: LandedCostInput,
  { currency, known }: { readonly currency: Currency; readonly known: ReadonlySet<string> },
): Pick<LandedCost, 'reason' | 'charges' | 'lines'> | InvalidInput | ReceiptLineUnknown {
  const problem = reasonProblem(reason) ?? linesProblem(stockEntryIds.length, 'stockEntryIds')
  if (problem) return problem
  const chosen = new Set<string>()
  for (const [index, stockEntryId] of stockEntryIds.entries()) {
    const path = ['input', 'stockEntryIds', String(index)]
    if (!known.has(stockEntryId)) return refuse('ReceiptLineUnknown', { stockEntryId, path })
    if (chosen.has(stockEntryId)) return invalidInput(`stockEntryIds.${index}`, 'NAMED_TWICE')
    chosen.add(stockEntryId)
  }
  if (charges.length === 0) return invalidInput('charges', 'EMPTY')
  if (charges.length > chargesAtMost) return invalidInput('charges', 'TOO_MANY')
  const billed = new Set<string>()
  const read: LandedCostCharge[] = []
  for (const [index, input] of charges.entries()) {
    const field = `charges.${index}`
    const charge = readCharge(input, { currency, chosen, field })
    if ('refusal' in charge) return charge
    const { name, billReference } = charge
    if (billReference !== null) {
      const key = JSON.stringify([billReference, name])
      if (billed.has(key)) return invalidInput(`${field}.billReference`, 'NAMED_TWICE')
      billed.add(key)
    }
    read.push({ ...charge, id: newId(), lineNumber: index + 1 })
  }
  const lines = stockEntryIds.map((stockEntryId, index) => ({
    ...{ id: newId(), lineNumber: index + 1, stockEntryId: stockEntryId as StockEntryId },
  }))
  return { reason, charges: read, lines }
}

type Reading = { readonly currency: Currency; readonly chosen: ReadonlySet<string>; readonly field: string }

function readCharge(input: ChargeInput, reading: Reading): Omit<LandedCostCharge, 'id' | 'lineNumber'> | InvalidInput {
  const { name, basis, billReference = null } = input
  const wrong = (part: string, problem: string) => invalidInput(`${reading.field}.${part}`, problem)
  if (!isText(name, nameAtMost)) return wrong('name', 'LENGTH')
  if (billReference !== null && !isText(billReference, referenceAtMost)) return wrong('billReference', 'LENGTH')
  const amount = parseMoney(input.amount, reading.currency)
  if (isRefusal(amount)) return wrong('amount', amount.problem)
  if (isZero(amount)) return wrong('amount', 'ZERO')
  if ((basis === 'TYPED') !== (input.shares !== undefined))
    return wrong('shares', basis === 'TYPED' ? 'REQUIRED' : 'ONLY_WHEN_TYPED')
  const shares = readShares(input.shares ?? [], reading)
  if ('refusal' in shares) return shares
  if (basis === 'TYPED' && sum(amountsOf(shares), reading.currency).minor !== amount.minor)
    return wrong('shares', 'NOT_THE_WHOLE')
  return { name, amount, basis, billReference, shares }
}

function readShares(
  inputs: readonly { readonly stockEntryId: string; readonly amount: string }[],
  { currency, chosen, field }: Reading,
): readonly ChargeShare[] | InvalidInput {
  const shares = new Map<string, ChargeShare>()
  for (const [index, { stockEntryId, amount: text }] of inputs.entries()) {
    const part = `${field}.shares.${index}`
    if (!chosen.has(stockEntryId)) return invalidInput(`${part}.stockEntryId`, 'NOT_CHOSEN')
    if (shares.has(stockEntryId)) return invalidInput(`${part}.stockEntryId`, 'NAMED_TWICE')
    const amount = parseMoney(text, currency)
    if (isRefusal(amount)) return invalidInput(`${part}.amount`, amount.problem)
    shares.set(stockEntryId, { stockEntryId: stockEntryId as StockEntryId, amount })
  }
  return [...shares.values()]
}

function amountsOf(shares: readonly ChargeShare[]): Money[] {
  return shares.map(({ amount }) => amount)
}

function isText(text: string, atMost: number): boolean {
  return text.length >= 1 && text.length <= atMost && text.trim() === text
}
