import type { Refusal } from '@erp/values'

/** Who a session belongs to and where it works, as a login hands it out. */
export interface Session {
  readonly id: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: Date
  readonly refreshExpiresAt: Date
  readonly user: SignedInUser
  readonly company: SignedInCompany | null
  readonly permissions: readonly string[]
}

export interface SignedInUser {
  readonly id: string
  readonly username: string
  readonly displayName: string
}

export interface SignedInCompany {
  readonly id: string
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
}

/** How long sessions live. */
export interface SessionTimes {
  /** At most 600. */
  readonly accessTokenSeconds: number
  readonly refreshTokenDays: number
  readonly sessionDays: number
}

export type LoginRefused = Refusal<'LoginRefused'>
export type LoginThrottled = Refusal<'LoginThrottled', { retryAfterSeconds: number }>
export type CompanyNotChosen = Refusal<'CompanyNotChosen', { companyCodes: readonly string[] }>
export type CompanyNotFound = Refusal<'CompanyNotFound', { companyCode: string }>
export type SessionEnded = Refusal<'SessionEnded'>

/** The company id in the token of an administrator who works in no company: it matches the rows of none. */
export const noCompany = '00000000-0000-0000-0000-000000000000'
