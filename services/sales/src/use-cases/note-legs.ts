import { type LegNews, noteLegs } from '../store/document-legs.ts'
import { documentMoved } from './document-moved.ts'
import type { Unit } from './unit.ts'

/** The leg is done: inventory has answered what it was asked. */
export function noteStockDone(unit: Unit, documentId: string): Promise<void> {
  return note(unit, [{ documentId, kind: 'STOCK', state: 'POSTED', attempts: 1, reasonCode: null, facts: {} }])
}

async function note(unit: Unit, news: readonly LegNews[]): Promise<void> {
  await noteLegs(unit.tx, news)
  for (const { documentId } of news) documentMoved(unit, documentId)
}
