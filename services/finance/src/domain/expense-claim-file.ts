import { type Refusal, refuse } from '@erp/values'
import { type ExpenseClaim, type ExpenseClaimNotReady, isBeingWritten, notReady } from './expense-claim.ts'

/** A receipt of a claim as a picture or document 报销附件; its bytes are kept here. */
export type ExpenseClaimFile = {
  readonly id: string
  readonly claimId: string
  readonly companyId: string
  readonly name: string
  readonly mediaType: string
  /** In bytes. */
  readonly byteSize: bigint
  /** In hex. */
  readonly sha256: string
  /** When the bytes arrived; null until then. */
  readonly storedAt: Date | null
  readonly attachedBy: string
  readonly attachedAt: Date
}

export const mostClaimFiles = 100

export type ClaimFileNotFound = Refusal<'ClaimFileNotFound', { fileId: string }>
/** Files that were announced and have not arrived. */
export type ClaimFilesAwaited = Refusal<'ClaimFilesAwaited', { number: string; names: readonly string[] }>
export type TooManyFiles = Refusal<'InvalidInput', { field: string; problem: string }>

/** What keeps a claim from getting another file, if anything does: only what is being written gets any. */
export function refuseFile(claim: ExpenseClaim, count: number): ExpenseClaimNotReady | TooManyFiles | undefined {
  if (!isBeingWritten(claim)) return notReady(claim)
  return count >= mostClaimFiles ? refuse('InvalidInput', { field: 'name', problem: 'TOO_MANY_FILES' }) : undefined
}

/** What keeps a claim from being submitted with these files, if anything does. */
export function awaitedOf(
  { number }: Pick<ExpenseClaim, 'number'>,
  files: readonly ExpenseClaimFile[],
): ClaimFilesAwaited | undefined {
  const awaited = files.filter(({ storedAt }) => storedAt === null)
  return awaited.length === 0
    ? undefined
    : refuse('ClaimFilesAwaited', { number, names: awaited.map(({ name }) => name) })
}
