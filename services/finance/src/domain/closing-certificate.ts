import type { Period } from '@erp/values'

/** What the books were at the instant a period closed: enough to prove later that nothing in it has moved. */
export type CertificateContents = {
  readonly companyId: string
  readonly period: Period
  readonly currency: string
  /** Account code with opening balance, debit and credit turnover and closing balance in minor units; balances are debits less credits. */
  readonly trialBalance: readonly (readonly [
    code: string,
    opening: string,
    debit: string,
    credit: string,
    closing: string,
  ])[]
  /** The last voucher number of each series of the period. */
  readonly lastNumbers: readonly (readonly [word: string, number: number])[]
  /** The versions of the voucher templates in force. */
  readonly templates: readonly (readonly [eventKind: string, version: number])[]
  /** How far each stream of the other services had been posted. */
  readonly positions: readonly (readonly [stream: string, epoch: string, applied: string])[]
}

/** A certificate 结账证明; void once its period was reopened. */
export type ClosingCertificate = {
  readonly id: string
  readonly companyId: string
  readonly periodId: string
  readonly period: Period
  /** 1 for the first close of the period, one more each time it closes again. */
  readonly certificateNumber: number
  /** SHA-256 of the contents as canonical JSON, in hexadecimal. */
  readonly digest: string
  readonly contents: CertificateContents
  readonly issuedBy: string
  readonly issuedAt: Date
  readonly voided: { readonly reason: string; readonly voidedBy: string; readonly voidedAt: Date } | null
}
