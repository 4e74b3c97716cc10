import type { Caller, UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import type { AlreadyLinked, LinkedAccount, LinkedAccountNotFound } from '../domain/linked-account.ts'
import { type LoginThrottled, noCompany } from '../domain/session.ts'
import type { ProvenAccount, ProviderNotFound, SignInAttemptEnded, SignInRefused } from '../domain/sign-in-attempt.ts'
import { deleteLinkedAccount, findLinkedAccount, insertLinkedAccount } from '../store/linked-accounts.ts'
import { forgiveFailures } from '../store/login-throttle.ts'
import { appendSecurityEvent, type NewSecurityEvent } from '../store/security-events.ts'
import type { SignInProviders } from '../store/sign-in-providers.ts'
import { companiesOf, findMember } from '../store/users.ts'
import { actFor, scopeTo } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'
import { actingAlone } from './change-password.ts'
import type { UserBelongsElsewhere } from './disable-user.ts'
import { managesEverywhere } from './manages-everywhere.ts'
import { checkOwnPassword, type PasswordWrong } from './own-password.ts'
import { type BegunSignIn, beginAttempt, openAttempt, type ProviderTools, provenBy } from './sign-in-attempt.ts'

/** Begins to link the caller's own account at a provider. It will open their sessions, so it takes their password. */
export async function beginAccountLink(
  tools: ProviderTools,
  caller: Caller,
  asked: { readonly provider: string; readonly password: string; readonly origin: string },
): Promise<BegunSignIn | PasswordWrong | LoginThrottled | ProviderNotFound | SignInRefused> {
  const known = await tools.accountQueue(caller.username, () => checkOwnPassword(tools, caller, asked))
  if (isRefusal(known)) return known
  await tools.transactor.transact(actingAlone(caller), 'beginAccountLink', async ({ tx }) => {
    await actFor(tx, caller.userId)
    await forgiveFailures(tx, known.keys)
  })
  return beginAttempt(tools, { provider: asked.provider, companyCode: null, userId: caller.userId })
}

/** Links the account that the provider vouches for with the caller, who began to. */
export async function completeAccountLink(
  tools: ProviderTools,
  caller: Caller,
  input: { readonly attempt: string; readonly callback: string; readonly origin: string },
): Promise<LinkedAccount | AlreadyLinked | SignInAttemptEnded | ProviderNotFound | SignInRefused> {
  const attempt = openAttempt(tools, input.attempt, caller.userId)
  if (isRefusal(attempt)) return attempt
  const proven = await provenBy(tools, attempt, input.callback)
  if (isRefusal(proven)) return proven
  return tools.transactor.transact(actingAlone(caller), 'completeAccountLink', async (unit) => {
    await actFor(unit.tx, caller.userId)
    return link(unit, { ...proven, provider: attempt.provider, userId: caller.userId, origin: input.origin })
  })
}

/**
 * Links a member's account by what the provider calls them, for whoever manages users. It opens every company of theirs, so
 * the caller must be allowed to in each.
 */
export async function linkAccount(
  unit: UnitOfWork,
  providers: SignInProviders,
  input: { readonly userId: string; readonly provider: string; readonly subject: string },
): Promise<LinkedAccount | UserNotFound | UserBelongsElsewhere | ProviderNotFound | AlreadyLinked | InvalidInput> {
  const { tx, caller } = unit
  const provider = providers.find(input.provider)
  if (!provider) return refuse('ProviderNotFound', { provider: input.provider })
  const subject = input.subject.trim()
  if (subject.length < 1 || subject.length > 255)
    return refuse('InvalidInput', { field: 'subject', problem: 'LENGTH_NOT_1_TO_255' })
  const user = await findMember(tx, caller.companyId, input.userId)
  if (user?.kind !== 'PERSON' || !user.active) return refuse('UserNotFound')
  if (!(await managesEverywhere(tx, caller, user.id))) return refuse('UserBelongsElsewhere')
  return link(unit, { issuer: provider.issuer, subject, provider: provider.code, userId: user.id })
}

/** Forgets a link, for its user and for whoever manages users wherever they belong. Sessions it began go on. */
export async function unlinkAccount(
  unit: UnitOfWork,
  { linkedAccountId, mayManage }: { readonly linkedAccountId: string; readonly mayManage: boolean },
): Promise<{ readonly id: string } | LinkedAccountNotFound | UserBelongsElsewhere> {
  const { tx, caller } = unit
  await actFor(tx, caller.userId)
  const account = await findLinkedAccount(tx, linkedAccountId)
  if (!account || (account.userId !== caller.userId && !mayManage))
    return refuse('LinkedAccountNotFound', { linkedAccountId })
  if (account.userId !== caller.userId && !(await managesEverywhere(tx, caller, account.userId)))
    return refuse('UserBelongsElsewhere')
  await actFor(tx, account.userId)
  if (!(await deleteLinkedAccount(tx, account.id))) return refuse('LinkedAccountNotFound', { linkedAccountId })
  await note(unit, { kind: 'ACCOUNT_UNLINKED', userId: account.userId })
  return { id: account.id }
}

async function link(
  unit: UnitOfWork,
  about: ProvenAccount & { readonly provider: string; readonly userId: string; readonly origin?: string },
): Promise<LinkedAccount | AlreadyLinked> {
  const { tx, caller, now } = unit
  const { issuer, subject, provider, userId, origin } = about
  const linked = { issuer, subject, provider, userId, linkedBy: caller.userId, linkedAt: now, lastUsedAt: null }
  const account: LinkedAccount = { id: newId(), ...linked }
  const taken = await insertLinkedAccount(tx, account)
  if (taken) return refuse('AlreadyLinked', { which: taken })
  await note(unit, { kind: 'ACCOUNT_LINKED', userId, origin })
  return account
}

/** Notes it in every company of the user. The caller's stays in scope, for their idempotency key lies there. */
async function note(
  { tx, caller }: UnitOfWork,
  event: Pick<NewSecurityEvent, 'kind' | 'origin'> & { readonly userId: string },
): Promise<void> {
  const companies = await companiesOf(tx, event.userId)
  await scopeTo(tx, [...companies, caller.companyId || noCompany])
  await appendSecurityEvent(tx, companies, { ...event, actorId: caller.userId })
}
