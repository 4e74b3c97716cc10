import { approvalFacts } from '@erp/messaging'
import { findItems } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** What a line says of itself: goods are told apart by the class of their item, services by their expense type. */
export interface LineForApproval {
  readonly itemId?: string | null
  readonly departmentId?: string | null
  readonly expenseType?: string | null
}

/** For which departments something is bought, of which classes its items are, and which expense types its services. */
export async function factsForApproval(
  { tx }: Unit,
  lines: readonly LineForApproval[],
  departmentId: string | null = null,
) {
  const items = await findItems(
    tx,
    lines.flatMap(({ itemId }) => itemId ?? []),
  )
  return approvalFacts({
    departmentIds: [departmentId, ...lines.map((line) => line.departmentId ?? null)],
    categories: [
      ...[...items.values()].map(({ itemClass }) => itemClass),
      ...lines.map(({ expenseType }) => expenseType ?? null),
    ],
  })
}
