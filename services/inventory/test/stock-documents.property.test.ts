import { compare, isZero } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type StockEventKind, stockKey } from '../src/domain/stock-document.ts'
import type { StockingWarehouse } from '../src/domain/stock-facts.ts'
import { apply, emptyValuation, isBalanced, isSound, type Layer, totalOf } from '../src/domain/valuation.ts'
import { CNY } from './costing-steps.ts'
import { type Draw, documentKinds, drawnDocument } from './stock-document-kinds.ts'
import { addedUp, areas, items, type Source, StockWorld, transit, warehouses } from './stock-world.ts'

const story = fc.array(drawnDocument, { minLength: 15, maxLength: 45, size: 'max' })
const order = fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 })

/** Tells the story, and which documents were done and not refused. */
function tell(
  steps: readonly (readonly [string, Draw])[],
  after: (world: StockWorld) => void = () => undefined,
  places: readonly StockingWarehouse[] = warehouses,
) {
  const world = new StockWorld(places)
  const done = steps.flatMap(([kind, drawn]) => {
    const before = world.documents.length
    documentKinds[kind]?.(world, drawn)
    after(world)
    return world.documents.length > before ? [kind] : []
  })
  return { world, done }
}

/** What is wrong with the balances, layers and counts as they are. */
function wrongNow(world: StockWorld): string[] {
  const wrong: string[] = []
  for (const { itemId, valuationAreaId, valuation } of world.book.values()) {
    const costing = items.find(({ id }) => id === itemId)?.costing
    const name = `${costing} in ${areas.indexOf(valuationAreaId)}`
    if (![valuation, ...valuation.layers].every(isSound)) wrong.push(`${name}: quantity 0 has a value, or signs differ`)
    if (!isBalanced(valuation)) wrong.push(`${name}: layers are not the balance`)
    const inArea = [...warehouses, transit].filter((one) => one.valuationAreaId === valuationAreaId)
    const item = items.find(({ id }) => id === itemId)
    const counts = item ? inArea.map((warehouse) => ({ warehouse, there: world.there(item, warehouse) })) : []
    if (!counts.reduce((sum, { there }) => sum.minus(there), valuation.quantity.plus(0)).isZero())
      wrong.push(`${name}: warehouses are not the balance`)
    if (counts.some(({ warehouse, there }) => there.lt(0) && !warehouse.negativeStockAllowed))
      wrong.push(`${name}: less than nothing`)
  }
  return wrong
}

const movesOn: ReadonlySet<StockEventKind> = new Set(['STOCK_TRANSFER', 'TRANSFER_SHIPMENT', 'TRANSFER_RECEIPT'])

/** Where the ledger, replayed from the first entry, says something else than what was written or is there. */
function wrongInLedger(world: StockWorld): string[] {
  const wrong: string[] = []
  for (const [key, stock] of world.book) {
    const entries = world.ledger
      .filter((entry) => stockKey(entry) === key)
      .toSorted((one, other) => Number(one.sequence - other.sequence))
    let replayed = emptyValuation(stock.valuation.costing, CNY)
    for (const [index, entry] of entries.entries()) {
      replayed = apply(replayed, entry)
      if (!replayed.quantity.eq(entry.quantityAfter) || compare(replayed.value, entry.valueAfter) !== 0)
        wrong.push(`entry ${index + 1} of ${key} is not what was there and what moved`)
      if (entry.sequence !== BigInt(index + 1)) wrong.push(`entry ${index + 1} of ${key} has another number`)
    }
    const { quantity, value, layers } = stock.valuation
    if (!replayed.quantity.eq(quantity) || compare(replayed.value, value) !== 0) wrong.push(`${key} is not its entries`)
    if (textOf(replayed.layers) !== textOf(layers)) wrong.push(`layers of ${key} are not their changes`)
    const sum = addedUp(entries)
    if (!sum.quantity.eq(quantity) || compare(sum.value, value) !== 0) wrong.push(`${key} is not conserved`)
  }
  for (const { eventKind, adjustsId, entries } of world.documents) {
    const { quantity, value } = addedUp(entries)
    if (movesOn.has(eventKind) && adjustsId === null && !(quantity.isZero() && isZero(value)))
      wrong.push(`a ${eventKind} does not arrive at what left`)
    const cleared = entries.reduce((sum, { clearingValue }) => sum + clearingValue.minor, 0n)
    if (eventKind === 'STOCK_ASSEMBLY' && adjustsId === null && cleared !== 0n)
      wrong.push('what was put together is not worth what it is made of')
  }
  return wrong
}

function textOf(layers: readonly Layer[]): string {
  return layers
    .map(({ layerId, lotId, quantity, value }) => `${layerId} ${lotId} ${quantity} ${value.minor}`)
    .join('; ')
}

/** Takes documents back in the order given, again and again until none can be any more. */
function takeBackAll(world: StockWorld, orderOf: (free: Source[]) => Source[]): void {
  for (let progress = true; progress; ) {
    progress = false
    for (const source of orderOf([...world.sources.values()].filter((one) => world.isFree(one))))
      if (world.sources.has(source.id) && world.isFree(source) && world.cancel(source)) progress = true
  }
}

/** What is left of goods that no standing document is about. */
function residue(world: StockWorld): string[] {
  const about = new Set(
    [...world.sources.values()].flatMap(({ standing }) => standing.flatMap(({ entries }) => entries.map(stockKey))),
  )
  return [...world.book].flatMap(([key, { valuation }]) => {
    if (about.has(key)) return []
    const pools = [valuation, ...valuation.layers, totalOf(valuation.layers, CNY)]
    return pools.every(({ quantity, value }) => quantity.isZero() && isZero(value)) ? [] : [key]
  })
}

describe('whatever documents follow each other', { timeout: 120_000 }, () => {
  test('balances are sound, layers and warehouses add up to them, and the ledger replays to them', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(story, (steps) => {
        const { world, done } = tell(steps, (now) => expect(wrongNow(now)).toEqual([]))
        expect(wrongInLedger(world)).toEqual([])
        for (const kind of done) seen.set(kind, (seen.get(kind) ?? 0) + 1)
      }),
      { numRuns: 200 },
    )
    for (const kind of Object.keys(documentKinds)) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(20)
  })

  test('taking everything back that can be, in any order, leaves no residue', () => {
    let wholly = 0
    fc.assert(
      fc.property(story, order, (steps, numbers) => {
        const { world } = tell(steps)
        takeBackAll(world, (free) => free.toSorted((one, other) => rank(one, numbers) - rank(other, numbers)))
        expect(wrongNow(world)).toEqual([])
        expect(wrongInLedger(world)).toEqual([])
        expect(residue(world)).toEqual([])
        if (world.sources.size === 0) wholly += 1
      }),
      { numRuns: 150 },
    )
    expect(wholly).toBeGreaterThan(40) // of 150, some 87 as a rule
  })

  test('the newest first, everything can be taken back where stock never falls below zero', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const forward = steps.filter(([kind]) => kind !== 'cancellation' && kind !== 'costingChange')
        const whole = warehouses.filter((one) => !one.negativeStockAllowed)
        const { world } = tell(forward, undefined, whole)
        for (const source of [...world.sources.values()].toReversed())
          expect(world.cancel(source), source.kind).toBe(true)
        expect(residue(world)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

function rank({ id }: Source, numbers: readonly number[]): number {
  return numbers[Number.parseInt(id.slice(-4), 16) % numbers.length] ?? 0
}
