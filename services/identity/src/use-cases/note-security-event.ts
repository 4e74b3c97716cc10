import type { AuditFaultFound } from '@erp/contracts'
import { installationCompanyId, type Sql, type UnitOfWork } from '@erp/service-kit'
import { isOddHour } from '@erp/values'
import type { ThrottleKey } from '../domain/login-throttle.ts'
import type { SecurityEventKind } from '../domain/security-event.ts'
import { noCompany } from '../domain/session.ts'
import { countFailure } from '../store/login-throttle.ts'
import { appendSecurityEvent, type NewSecurityEvent } from '../store/security-events.ts'
import { companiesOf } from '../store/users.ts'
import { actFor, allCompanies, scopeTo } from '../store/windows.ts'

/** Notes in the caller's company what the caller did. */
export function noteInCompany({ tx, caller }: UnitOfWork, event: Omit<NewSecurityEvent, 'actorId'>): Promise<void> {
  return appendSecurityEvent(tx, [caller.companyId], { ...event, actorId: caller.userId })
}

/**
 * Notes what happened to a user before anybody was known to be them: in every company they belong to, so that each sees it;
 * without a user, under the installation. The last step of a transaction, for it sets the scope and the subject anew.
 */
export async function noteAtTheDoor(tx: Sql, event: NewSecurityEvent): Promise<void> {
  if (event.userId === undefined) {
    await scopeTo(tx, [noCompany])
    return appendSecurityEvent(tx, [], event)
  }
  await actFor(tx, event.userId)
  const companies = await companiesOf(tx, event.userId)
  await scopeTo(tx, companies.length > 0 ? companies : [noCompany])
  return appendSecurityEvent(tx, companies, event)
}

/** Counts a failed login and notes it, and once more when from now on the next ones wait. */
export async function countFailedLogin(
  tx: Sql,
  keys: readonly ThrottleKey[],
  about: Pick<NewSecurityEvent, 'userId' | 'origin'>,
): Promise<void> {
  const waits = await countFailure(tx, keys)
  await noteAtTheDoor(tx, { kind: 'LOGIN_FAILED', ...about })
  if (waits) await noteAtTheDoor(tx, { kind: 'LOGIN_THROTTLED', ...about })
}

/** Notes a login that was made while the offices are closed, in the company it was made to; the last step of a transaction. */
export async function noteOddHour(
  { tx, now }: UnitOfWork,
  login: { readonly userId: string; readonly companyId: string | null; readonly origin: string },
): Promise<void> {
  if (!isOddHour(now)) return
  const { userId, origin, companyId } = login
  await scopeTo(tx, [companyId ?? noCompany])
  const event = { kind: 'LOGIN_AT_ODD_HOURS', userId, actorId: userId, origin } as const
  await appendSecurityEvent(tx, companyId === null ? [] : [companyId], event)
}

/** Notes what the other services tell of what their people did. */
export async function noteToldEvents(
  { tx }: UnitOfWork,
  told: readonly {
    readonly companyId: string
    readonly kind: SecurityEventKind
    readonly userId: string
    readonly detail?: string | undefined
  }[],
): Promise<void> {
  for (const { companyId, kind, userId, detail } of told)
    await appendSecurityEvent(tx, [companyId], { kind, userId, actorId: userId, detail })
}

/**
 * Notes in every company, and under the installation, what a service found wrong with its audit log: a log holds what was done in
 * all of them. Sets the scope anew, to more than it was.
 */
export async function noteAuditFaults(
  { tx }: UnitOfWork,
  service: string,
  faults: readonly Pick<AuditFaultFound, 'kind' | 'block' | 'entryId'>[],
): Promise<void> {
  const companies = [...(await allCompanies(tx)), installationCompanyId]
  await scopeTo(tx, companies)
  for (const { kind, block, entryId } of faults) {
    const detail = `${service}: ${kind}, block ${block}${entryId === null ? '' : `, entry ${entryId}`}`
    await appendSecurityEvent(tx, companies, { kind: 'AUDIT_CHAIN_BROKEN', detail })
  }
}
