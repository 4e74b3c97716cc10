import { formatQuantity, parseQuantity, refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { Stocktake, StocktakeLine, StocktakeLineNotFound, StocktakeStatus } from '../domain/stocktake.ts'
import type { Unit } from '../store/database.ts'
import * as stocktakes from '../store/stocktakes.ts'

/**
 * Somebody says what they found. Many count at once, so nobody needs to have seen the newest version; what several people
 * found of a line adds up, and who counts a line again corrects themselves.
 */
export async function countStocktake(
  unit: Unit,
  {
    stocktakeId,
    counts,
  }: {
    readonly stocktakeId: string
    readonly counts: readonly { readonly stocktakeLineId: string; readonly quantity: string }[]
  },
): Promise<Stocktake | DocumentNotFound | DocumentNotIn<StocktakeStatus> | InvalidInput | StocktakeLineNotFound> {
  const { tx, now, caller } = unit
  const stocktake = await stocktakes.lock(tx, stocktakeId)
  if (!stocktake) return refuse('DocumentNotFound', { documentId: stocktakeId })
  const problem = requireStatus(stocktake, 'COUNTING', stocktake.version)
  if (problem?.refusal === 'DocumentStatusWrong') return problem
  if (counts.length < 1 || counts.length > 1000) return invalidInput('counts', 'NOT_1_TO_1000')

  const lines = new Map(stocktake.lines.map((line) => [line.id, line]))
  const counted: { line: StocktakeLine; quantity: string }[] = []
  for (const [index, { stocktakeLineId, quantity: text }] of counts.entries()) {
    const line = lines.get(stocktakeLineId)
    const path = ['input', 'counts', `${index}`, 'stocktakeLineId']
    if (!line) return refuse('StocktakeLineNotFound', { stocktakeLineId, path })
    const quantity = parseQuantity(text)
    if ('refusal' in quantity) return invalidInput(`counts.${index}.quantity`, quantity.problem)
    if (quantity.lt(0)) return invalidInput(`counts.${index}.quantity`, 'NEGATIVE')
    counted.push({ line, quantity: formatQuantity(quantity) })
  }
  await stocktakes.addCounts(tx, stocktake, counted, { countedBy: caller.userId, countedAt: now })
  const after = await stocktakes.find(tx, stocktake.id)
  if (!after) throw new Error(`Stocktake ${stocktake.id} is gone.`)
  return after
}
