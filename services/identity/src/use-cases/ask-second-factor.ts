import type { UnitOfWork } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import type { Company } from '../domain/company.ts'
import { challengeSeconds, type SecondFactorMissing, type SecondFactorRequired } from '../domain/second-factor.ts'
import { newTotpSecret, otpauthUri } from '../domain/totp.ts'
import { isSecondFactorRequired } from '../store/second-factor-roles.ts'
import { challengeHash, findSecondFactor, insertChallenge, newChallenge, saveSecret } from '../store/second-factors.ts'
import type { Account } from '../store/users.ts'
import type { LoginTools } from './log-in.ts'

/** The challenge is kept, so what the client is told is no refusal yet. */
export interface Challenged {
  readonly id: string
  readonly told: SecondFactorRequired | SecondFactorMissing
}

/**
 * After the right password: the code of a user who has a second factor; from one who has none, and whose company asks for
 * it, the first code of a secret that is made now. Undefined when the password is enough. The transaction acts for the user.
 */
export async function askSecondFactor(
  { tx, now }: UnitOfWork,
  { fields }: LoginTools,
  account: Account,
  company: Company | undefined,
): Promise<Challenged | undefined> {
  const isActive = (await findSecondFactor(tx, account.id))?.confirmedAt != null
  if (!isActive && !(company && (await isSecondFactorRequired(tx, company.id, account.id)))) return undefined

  const challenge = newChallenge()
  const id = newId()
  const expiresAt = new Date(now.getTime() + challengeSeconds * 1_000)
  const open = { id, userId: account.id, companyId: company?.id ?? null }
  await insertChallenge(tx, open, { hash: challengeHash(challenge), expiresAt })
  if (isActive) return { id, told: refuse('SecondFactorRequired', { challenge, expiresAt }) }

  const secret = newTotpSecret()
  await saveSecret(tx, fields, account.id, secret)
  const uri = otpauthUri(secret, account.username)
  return { id, told: refuse('SecondFactorMissing', { challenge, expiresAt, otpauthUri: uri }) }
}
