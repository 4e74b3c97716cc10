import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, refuse } from '@erp/values'
import { type ExpenseClaim, type ExpenseClaimNotReady, isBeingWritten, notReady } from '../domain/expense-claim.ts'
import {
  type ClaimFileNotFound,
  type ExpenseClaimFile,
  refuseFile,
  type TooManyFiles,
} from '../domain/expense-claim-file.ts'
import { checkAnnounced, type FileInvalid } from '../domain/voucher-attachment.ts'
import {
  filesOfClaims,
  insertClaimFile,
  lockAwaitedClaimFile,
  removeClaimFile,
  storeClaimBytes,
} from '../store/expense-claim-files.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { lockClaim } from '../store/expense-claims.ts'
import { type ExpenseClaimNotFound, type NotYourClaim, visibleTo, writesFor } from './expense-claim-access.ts'

type DescribedFile = Pick<ExpenseClaimFile, 'name' | 'mediaType' | 'byteSize' | 'sha256'>
type NotYours = ExpenseClaimNotFound | NotYourClaim

/**
 * Announces a receipt of a claim that is being written 预备附件. Its bytes arrive by themselves, and until then the claim is not
 * submitted. The claim's version stays, so that whoever writes it meanwhile goes on writing.
 */
export async function prepareClaimFile(
  unit: UnitOfWork,
  { expenseClaimId, file }: { readonly expenseClaimId: string; readonly file: DescribedFile },
): Promise<ExpenseClaimFile | NotYours | ExpenseClaimNotReady | FileInvalid | TooManyFiles> {
  const { tx, caller, now } = unit
  const faulty = checkAnnounced({ ...file })
  if (faulty) return faulty
  const claim = await holdOwn(unit, expenseClaimId)
  if (isRefusal(claim)) return claim
  const refused = refuseFile(claim, (await filesOfClaims(tx, [claim.id])).length)
  if (refused) return refused
  const kept: ExpenseClaimFile = {
    ...{ ...file, id: newId(), claimId: claim.id, companyId: claim.companyId, storedAt: null },
    ...{ attachedBy: caller.userId, attachedAt: now },
  }
  await insertClaimFile(tx, kept)
  return kept
}

/** Takes a receipt off a claim that is being written 移除附件, with its bytes. */
export async function removeFileOfClaim(
  unit: UnitOfWork,
  { expenseClaimId, fileId }: { readonly expenseClaimId: string; readonly fileId: string },
): Promise<ExpenseClaim | NotYours | ExpenseClaimNotReady | ClaimFileNotFound> {
  const claim = await holdOwn(unit, expenseClaimId)
  if (isRefusal(claim)) return claim
  if (!isBeingWritten(claim)) return notReady(claim)
  const removed = isId(fileId) && (await removeClaimFile(unit.tx, claim.id, fileId))
  return removed ? claim : refuse('ClaimFileNotFound', { fileId })
}

/** Stores the bytes of a file that was announced, once. They have been compared with what was announced of them. */
export async function storeClaimFile(
  { tx, now, caller: { companyId } }: UnitOfWork,
  { id, bytes }: { readonly id: string; readonly bytes: AsyncIterable<Uint8Array> },
): Promise<{ readonly id: string; readonly outcome: 'STORED' | 'FILE_NOT_FOUND' | 'FILE_ALREADY_STORED' }> {
  const status = await lockAwaitedClaimFile(tx, id)
  if (status === 'GONE') return { id, outcome: 'FILE_NOT_FOUND' }
  if (status === 'STORED') return { id, outcome: 'FILE_ALREADY_STORED' }
  await storeClaimBytes(tx, { id, companyId, storedAt: now }, bytes)
  return { id, outcome: 'STORED' }
}

/** The claim of somebody who writes it, held until the transaction ends. */
async function holdOwn(unit: UnitOfWork, expenseClaimId: string): Promise<ExpenseClaim | NotYours> {
  const { tx, caller } = unit
  const held = isId(expenseClaimId) ? await lockClaim(tx, expenseClaimId) : undefined
  const [claim] = held ? await visibleTo(tx, caller, [held]) : []
  if (!claim) return refuse('ExpenseClaimNotFound', { expenseClaimId })
  return writesFor(caller, await findClaimant(tx, claim.employeeId)) ? claim : refuse('NotYourClaim')
}
