import type { Refusal } from '@erp/values'

/** An account at an identity provider that logs somebody in 关联账号. */
export interface LinkedAccount {
  readonly id: string
  readonly userId: string
  /** The code of the provider. */
  readonly provider: string
  readonly issuer: string
  readonly subject: string
  readonly linkedBy: string
  readonly linkedAt: Date
  readonly lastUsedAt: Date | null
}

/** Nobody here is linked with the account that was proven. */
export type AccountNotLinked = Refusal<'AccountNotLinked'>
/** ACCOUNT: it logs somebody in already. USER: they have another account at that provider. */
export type AlreadyLinked = Refusal<'AlreadyLinked', { which: 'ACCOUNT' | 'USER' }>
export type LinkedAccountNotFound = Refusal<'LinkedAccountNotFound', { linkedAccountId: string }>
