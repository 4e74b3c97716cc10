import { approvalFacts } from '@erp/messaging'
import { findItems } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** Of which classes the items of a document are. */
export async function factsForApproval({ tx }: Unit, lines: readonly { readonly itemId: string }[]) {
  const items = await findItems(
    tx,
    lines.map(({ itemId }) => itemId),
  )
  return approvalFacts({ categories: [...items.values()].map(({ itemClass }) => itemClass) })
}
