import { goodsOf, type LineRefused } from '../domain/draft-goods.ts'
import type { DocumentNotFound, DocumentNotIn } from '../domain/inventory-document.ts'
import { linePlaces } from '../domain/line-places.ts'
import { lotKey, lotsByKey, lotsToMake } from '../domain/named-lot.ts'
import { type AssemblyNotPostable, postAssembly } from '../domain/post-stock-assembly.ts'
import { comesIn, linesOfAssembly, type StockAssembly } from '../domain/stock-assembly.ts'
import type { Posting } from '../domain/stock-document.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as namedLots from '../store/named-lots.ts'
import * as assemblies from '../store/stock-assemblies.ts'
import * as stockBalances from '../store/stock-balances.ts'
import { type ConfirmableKind, confirmDocument, decidedOf } from './confirm-document.ts'
import { draftFacts } from './draft-document.ts'
import { movingGoods, type Posted } from './moving-goods.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { factsOfLines, lockStock, readStock } from './stock-at-hand.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

export type AssemblyRefused = CompanyUnknown | LineRefused | AssemblyNotPostable | PostingProblem

/** An assembly where it counts: its goods become others. */
export const assemblyKind: ConfirmableKind<StockAssembly, Posted, AssemblyRefused> = {
  documentType: 'STOCK_ASSEMBLY',
  ...{ lock: assemblies.lock, find: assemblies.find, save: assemblies.saveStatus },
  decide: (tx, draft, stock) => postDraft(tx, draft, stock === 'LOCKED' ? lockStock : readStock),
  ...movingGoods,
}

export function confirmStockAssembly(unit: Unit, seen: SeenDocument) {
  return confirmDocument(unit, assemblyKind, seen)
}

export async function simulateStockAssembly(
  tx: Tx,
  documentId: string,
): Promise<Posting | DocumentNotFound | DocumentNotIn | AssemblyRefused> {
  const decided = await decidedOf(tx, assemblyKind, documentId)
  return 'refusal' in decided ? decided : decided.posting
}

async function postDraft(tx: Tx, draft: StockAssembly, look: typeof lockStock): Promise<Posted | AssemblyRefused> {
  const { companyId, kind, businessDate } = draft
  const lines = linesOfAssembly(draft)
  const goods = await draftFacts(tx, companyId, lines)
  if ('refusal' in goods) return goods
  // Items and warehouses may have been switched off since the draft was written.
  for (const { quantity, lineNumber, ...line } of lines) {
    const field = lineNumber === 0 ? 'product' : `components.${lineNumber - 1}`
    const usable = goodsOf({ ...line, quantity: quantity.toFixed() }, goods, field)
    if ('refusal' in usable) return usable
  }
  const facts = await factsOfLines(tx, companyId, lines)
  const places = linePlaces(draft, lines, facts)
  const problem = await postingProblemOf(tx, { companyId, eventKinds: ['STOCK_ASSEMBLY'], businessDate }, places, facts)
  if (problem) return problem

  const lotted = lines.flatMap(({ itemId, lotCode }) => (lotCode === null ? [] : [{ itemId, code: lotCode }]))
  // Where a serial number lies is only certain once nobody else moves the item.
  if (lotted.length > 0) await look(tx, places, facts)
  const known = lotsByKey(await namedLots.findByCodes(tx, lotted))
  const entering = lines.filter((line) => comesIn(kind, line))
  const newLots = lotsToMake(companyId, entering, known, goods.items)
  const lots = new Map([...known, ...lotsByKey(newLots)])
  const withLots = lines.map((line) => ({ ...line, lotId: lots.get(lotKey(line))?.id ?? null }))
  const stock = await look(tx, linePlaces(draft, withLots, facts), facts)
  const lastCosts = await stockBalances.lastCosts(tx, places)
  const posting = await withDimensions(tx, postAssembly(draft, { ...facts, ...stock, lastCosts, lots }, stock.book))
  return 'refusal' in posting ? posting : { posting, newLots }
}
