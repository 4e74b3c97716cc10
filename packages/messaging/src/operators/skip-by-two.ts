import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Refusal, refuse } from '@erp/values'
import { lockHeld, type NotHeld, skipInboxMessage } from './inbox-messages.ts'

interface SkipRequest {
  readonly requestedBy: string
  readonly reason: string
}

/** Notes that somebody wants a held message passed over, and why. Nothing becomes of it until another person agrees. */
export async function requestSkip(
  unit: UnitOfWork,
  id: string,
  reason: string,
): Promise<{ id: string } | NotHeld | Refusal<'SkipAlreadyRequested', { requestedBy: string }>> {
  const held = await lockHeld(unit, id)
  if (isRefusal(held)) return held
  const standing = await findRequest(unit, held.consumer, id)
  if (standing) return refuse('SkipAlreadyRequested', { requestedBy: standing.requestedBy })
  const { userId, companyId } = unit.caller
  await unit.tx.$executeRaw`
    insert into platform.inbox_skip_request (consumer, event_id, company_id, requested_by, reason)
    values (${held.consumer}, ${id}::uuid, ${companyId}::uuid, ${userId}::uuid, ${reason})`
  return { id }
}

/** Passes over a held message that another person asked to pass over, for the reason which that person gave. */
export async function confirmSkip(
  unit: UnitOfWork,
  id: string,
): Promise<
  { id: string } | NotHeld | Refusal<'SkipNotRequested'> | Refusal<'SkipNeedsAnotherPerson', { requestedBy: string }>
> {
  const held = await lockHeld(unit, id)
  if (isRefusal(held)) return held
  const request = await findRequest(unit, held.consumer, id)
  if (!request) return refuse('SkipNotRequested')
  const { requestedBy, reason } = request
  if (requestedBy === unit.caller.userId) return refuse('SkipNeedsAnotherPerson', { requestedBy })
  return skipInboxMessage(unit, id, reason)
}

async function findRequest({ tx }: UnitOfWork, consumer: string, id: string): Promise<SkipRequest | undefined> {
  const rows = await tx.$queryRaw<SkipRequest[]>`
    select requested_by as "requestedBy", reason
    from platform.inbox_skip_request where consumer = ${consumer} and event_id = ${id}::uuid`
  return rows[0]
}
