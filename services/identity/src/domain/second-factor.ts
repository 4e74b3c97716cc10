import type { Refusal } from '@erp/values'

/** What a user has beside the password 双重验证: a secret shared with an app on their phone. */
export interface SecondFactor {
  readonly userId: string
  /** Sealed; nobody reads it in the table. */
  readonly sealedSecret: string
  /** Null until the first code proved that the app has the secret. */
  readonly confirmedAt: Date | null
  /** The last step a code was accepted of: none before it is accepted again. */
  readonly lastStep: number | null
}

/** A login between its two steps: the password was right, the code is still to come. */
export interface LoginChallenge {
  readonly id: string
  readonly userId: string
  readonly companyId: string | null
}

export const challengeSeconds = 300

export type SecondFactorRequired = Refusal<'SecondFactorRequired', { challenge: string; expiresAt: Date }>
export type SecondFactorMissing = Refusal<
  'SecondFactorMissing',
  { challenge: string; expiresAt: Date; otpauthUri: string }
>
export type SecondFactorWrong = Refusal<'SecondFactorWrong'>
export type SecondFactorActive = Refusal<'SecondFactorActive'>
export type SecondFactorNotBegun = Refusal<'SecondFactorNotBegun'>
export type ChallengeEnded = Refusal<'ChallengeEnded'>

/** Where a user stands with their own. */
export interface OwnSecondFactor {
  readonly active: boolean
  readonly confirmedAt: Date | null
  readonly recoveryCodesLeft: number
}
