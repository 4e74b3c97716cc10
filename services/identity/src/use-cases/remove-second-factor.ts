import type { Caller, UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { SecondFactorNotBegun, SecondFactorWrong } from '../domain/second-factor.ts'
import type { LoginThrottled } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import { forgiveFailures } from '../store/login-throttle.ts'
import { companiesWhereAllowed } from '../store/roles.ts'
import { deleteSecondFactor, findSecondFactor } from '../store/second-factors.ts'
import { companiesOf, findMember } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { acceptCode, codeThrottle, guardCode } from './accept-code.ts'
import type { UserNotFound } from './admit-user.ts'
import { actingAlone } from './change-password.ts'
import type { UserBelongsElsewhere } from './disable-user.ts'
import type { LoginTools } from './log-in.ts'
import { noteAtTheDoor, noteInCompany } from './note-security-event.ts'
import { checkOwnPassword, type PasswordWrong } from './own-password.ts'

/** Ends the caller's second factor, asked for with both the password and a code. */
export async function removeSecondFactor(
  tools: LoginTools,
  caller: Caller,
  asked: { readonly password: string; readonly code: string; readonly origin: string },
): Promise<{ readonly id: string } | PasswordWrong | LoginThrottled | SecondFactorNotBegun | SecondFactorWrong> {
  const known = await tools.accountQueue(caller.username, () => checkOwnPassword(tools, caller, asked))
  if (isRefusal(known)) return known
  const remove = () =>
    tools.transactor.transact(actingAlone(caller), 'removeSecondFactor', async (unit) => {
      const { tx } = unit
      await actFor(tx, caller.userId)
      const factor = await findSecondFactor(tx, caller.userId)
      if (!factor?.confirmedAt) return refuse('SecondFactorNotBegun')
      if (!(await acceptCode(unit, tools.fields, factor, asked.code))) return refuse('SecondFactorWrong')
      await forgiveFailures(tx, [...known.keys, ...codeThrottle(caller.userId)])
      await deleteSecondFactor(tx, caller.userId)
      const about = { userId: caller.userId, actorId: caller.userId, origin: asked.origin }
      await noteAtTheDoor(tx, { kind: 'SECOND_FACTOR_REMOVED', ...about })
      return { id: caller.userId }
    })
  return guardCode(
    tools,
    { userId: caller.userId, origin: asked.origin },
    remove,
    (answer) => isRefusal(answer) && answer.refusal === 'SecondFactorWrong',
  )
}

/**
 * Ends the second factor of a member who lost phone and recovery codes. As that opens every company to their password
 * alone, the caller must be allowed to manage users in each of them.
 */
export async function resetSecondFactor(
  unit: UnitOfWork,
  { userId }: { readonly userId: string },
): Promise<User | UserNotFound | UserBelongsElsewhere | SecondFactorNotBegun> {
  const { tx, caller } = unit
  const user = await findMember(tx, caller.companyId, userId)
  if (!user) return refuse('UserNotFound')
  await actFor(tx, caller.userId)
  const managed = await companiesWhereAllowed(tx, caller.userId, 'identity.user.manage')
  await actFor(tx, user.id)
  const companies = await companiesOf(tx, user.id)
  if (companies.some((company) => !managed.includes(company))) return refuse('UserBelongsElsewhere')
  if (!(await deleteSecondFactor(tx, user.id))) return refuse('SecondFactorNotBegun')
  await noteInCompany(unit, { kind: 'SECOND_FACTOR_RESET', userId: user.id })
  return user
}
