/**
 * What failed logins are counted by. ACCOUNT: one login name tried from origins it never logged in from. KNOWN_ORIGIN:
 * one login name from an origin it has logged in from, so that strangers elsewhere cannot lock the owner out. ORIGIN:
 * all login names tried from one origin, which catches one password tried on many accounts.
 */
export type ThrottleKind = 'ACCOUNT' | 'KNOWN_ORIGIN' | 'ORIGIN'

export interface ThrottleKey {
  readonly kind: ThrottleKind
  /** What is counted: a name, an address or both. Only its hash is stored. */
  readonly counted: string
}

/** Failures that cost nothing; more where the owner has logged in before, and for an origin, which an office shares. */
const freeFailures: Record<ThrottleKind, number> = { ACCOUNT: 3, KNOWN_ORIGIN: 6, ORIGIN: 20 }
const longestDelaySeconds = 120

/** Failures this old count no more. */
export const failuresForgottenAfterSeconds = 3_600

/**
 * Seconds until the next try is looked at, after this many failures in a row: nothing at first, then 2, 4, 8 … 120.
 * However many guesses are sent to an account, at most 20 are looked at in 15 minutes; the wait always ends.
 */
export function delayAfter(kind: ThrottleKind, failures: number): number {
  const counted = failures - freeFailures[kind]
  return counted <= 0 ? 0 : Math.min(2 ** counted, longestDelaySeconds)
}

/** The counters one login attempt is held against. Without an origin only the account counts. */
export function throttleKeys(username: string, origin: string, originIsKnown: boolean): readonly ThrottleKey[] {
  const account: ThrottleKey =
    originIsKnown && origin !== ''
      ? { kind: 'KNOWN_ORIGIN', counted: `${username}\n${origin}` }
      : { kind: 'ACCOUNT', counted: username }
  return origin === '' ? [account] : [account, { kind: 'ORIGIN', counted: origin }]
}
