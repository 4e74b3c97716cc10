import { approvalFacts } from '@erp/messaging'
import { findItems } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** For which departments something is bought, and of which classes its items are. */
export async function factsForApproval(
  { tx }: Unit,
  lines: readonly { readonly itemId: string; readonly departmentId?: string | null }[],
  departmentId: string | null = null,
) {
  const items = await findItems(
    tx,
    lines.map(({ itemId }) => itemId),
  )
  return approvalFacts({
    departmentIds: [departmentId, ...lines.map((line) => line.departmentId ?? null)],
    categories: [...items.values()].map(({ itemClass }) => itemClass),
  })
}
