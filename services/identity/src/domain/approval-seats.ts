import { type Refusal, refuse } from '@erp/values'
import {
  type ApprovalRequest,
  approvePermissions,
  type DocumentFacts,
  isParty,
  type Seat,
  type SeatHolder,
} from './approval.ts'
import type { Approver, Level } from './approval-definition.ts'
import type { InvalidInput } from './company.ts'

/** Whom people report to, by who reports to them; nobody is in it who has no manager. */
export type Managers = ReadonlyMap<string, string>

/** Whose line manager somebody asks for: that of whoever made the document, and those of the members who sign a level. */
export function namedOn(levels: readonly Level[]): readonly string[] {
  return [
    ...new Set(levels.flatMap(({ approvers }) => approvers.flatMap((one) => ('userId' in one ? [one.userId] : [])))),
  ]
}

/**
 * The seats of a request. Whoever wrote some of the document or submitted it is left out, and so is a line manager there is none of;
 * where nobody is left on a level, any holder of the approve permission signs it, and where nobody is left to escalate to,
 * any holder of it once the time is over.
 */
export function seatsFor(
  document: DocumentFacts & { readonly id: string },
  levels: readonly Level[],
  { managers, newSeatId }: { readonly managers: Managers; readonly newSeatId: () => string },
): readonly Seat[] {
  const anybody: readonly SeatHolder[] = [{ permission: approvePermissions[document.documentType] }]
  const holders = (approvers: readonly Approver[], led: readonly string[]) => {
    const found = holdersOf(approvers, led, managers).filter(
      (holder) => !('userId' in holder && isParty(document, holder.userId)),
    )
    return found.length > 0 ? found : anybody
  }
  return levels.flatMap(({ signatures, approvers, escalation }, index) => {
    const signing = holders(approvers, [document.makerId])
    const members = signing.flatMap((holder) => ('userId' in holder ? [holder.userId] : []))
    const superior = escalation ? holders(escalation.approvers, members) : []
    const place = { approvalId: document.id, level: index + 1, addedBy: null }
    const unsigned = { signedBy: null, signedFor: null, signedAt: null }
    return [
      ...signing.map((holder) => ({
        ...{ id: newSeatId(), ...place, weight: signatures === 'ALL' ? ('NEEDED' as const) : ('ENOUGH' as const) },
        ...{ holder, opensAfterHours: null, ...unsigned },
      })),
      ...superior.map((holder) => ({
        ...{ id: newSeatId(), ...place, weight: 'ALONE' as const },
        ...{ holder, opensAfterHours: escalation?.afterHours ?? null, ...unsigned },
      })),
    ]
  })
}

/** ALONGSIDE: on the level that signs now 并加签. AFTER: on a level of their own right after it 后加签. */
export type AddedPlace = 'ALONGSIDE' | 'AFTER'

const mostAdded = 10

/** The seat of somebody who signs as well 加签, or why they do not. */
export function addedSeat(
  request: ApprovalRequest,
  seats: readonly Seat[],
  added: { readonly id: string; readonly userId: string; readonly addedBy: string; readonly place: AddedPlace },
): Seat | InvalidInput {
  const { id, userId, addedBy, place } = added
  const refused = (problem: string) => refuse('InvalidInput', { field: 'userId', problem })
  if (userId === addedBy) return refused('THE_USER_THEMSELVES')
  if (isParty(request, userId)) return refused('MADE_OR_SUBMITTED_IT')
  const level = place === 'AFTER' ? request.level + 1 : request.level
  if (place === 'ALONGSIDE' && seats.some((seat) => seat.level === level && isOpenFor(seat, userId)))
    return refused('SIGNS_THIS_LEVEL')
  if (seats.filter((seat) => seat.addedBy !== null).length >= mostAdded) return refused(`MORE_THAN_${mostAdded}_ADDED`)
  return {
    ...{ id, approvalId: request.id, level, weight: 'NEEDED', holder: { userId }, opensAfterHours: null, addedBy },
    ...{ signedBy: null, signedFor: null, signedAt: null },
  }
}

export type RemindedLately = Refusal<'RemindedLately', { remindedAt: Date }>

const hourMs = 3_600_000

/** Once an hour is enough. */
export function mayRemind(last: Date | undefined, now: Date): RemindedLately | undefined {
  return last && now.getTime() - last.getTime() < hourMs ? refuse('RemindedLately', { remindedAt: last }) : undefined
}

function holdersOf(approvers: readonly Approver[], led: readonly string[], managers: Managers): readonly SeatHolder[] {
  const all = approvers.flatMap((approver): SeatHolder[] =>
    'lineManager' in approver ? [...new Set(led.flatMap((id) => managers.get(id) ?? []))].map(toMember) : [approver],
  )
  const once = new Map(all.map((holder) => [JSON.stringify(holder), holder]))
  return [...once.values()]
}

function toMember(userId: string): SeatHolder {
  return { userId }
}

function isOpenFor({ holder, signedBy, weight }: Seat, userId: string): boolean {
  return 'userId' in holder && holder.userId === userId && signedBy === null && weight === 'NEEDED'
}
