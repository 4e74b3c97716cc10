import { payload } from '@erp/graphql-kit'
import type { Refusal } from '@erp/values'
import type { BegunSignIn } from '../use-cases/sign-in-attempt.ts'
import type { Context } from './context.ts'

/** What the client of a begun sign-in is given. */
export function begun(outcome: BegunSignIn | Refusal, context: Context) {
  const { signIn, userErrors } = payload('signIn', outcome, context)
  return {
    attempt: signIn?.attempt ?? null,
    authorizationUrl: signIn?.authorizationUrl ?? null,
    expiresAt: signIn?.expiresAt ?? null,
    userErrors,
  }
}
