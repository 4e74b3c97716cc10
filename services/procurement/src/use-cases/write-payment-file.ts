import { createHash } from 'node:crypto'
import { paymentFileWritten } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { SealingKeys } from '@erp/service-kit'
import { isId, isRefusal, newId, refuse } from '@erp/values'
import {
  linesOfFile,
  nameOf,
  type PayeesWithoutAccount,
  type PaymentFile,
  type PaymentRunNotApproved,
  paymentFileText,
  type RunPayerInvolved,
  requireWriter,
} from '../domain/payment-file.ts'
import { findPaymentFile, insertPaymentFile, lockApprovedRun } from '../store/payment-files.ts'
import { findBankAccounts } from '../store/supplier-bank-accounts.ts'
import { findSuppliers } from '../store/suppliers.ts'
import type { Unit } from './unit.ts'

/**
 * Writes the file with which a payment run of finance goes to the bank 付款文件, with the accounts that its suppliers have now: once,
 * afterwards it is the same file. Finance hears that there is one and of its hash, never of an account.
 */
export async function writePaymentFile(
  unit: Unit,
  keys: SealingKeys,
  { paymentRunId }: { readonly paymentRunId: string },
): Promise<PaymentFile | PaymentRunNotApproved | RunPayerInvolved | PayeesWithoutAccount> {
  const { tx, caller, now } = unit
  const run = isId(paymentRunId) ? await lockApprovedRun(tx, paymentRunId) : undefined
  if (!run) return refuse('PaymentRunNotApproved', { paymentRunId })
  const written = await findPaymentFile(tx, run.id)
  if (written) return written
  const refused = requireWriter(run, caller.userId)
  if (refused) return refused
  const supplierIds = run.lines.map(({ supplierId }) => supplierId)
  const accounts = await findBankAccounts(tx, keys, supplierIds)
  const lines = linesOfFile(run, { accounts, suppliers: await findSuppliers(tx, supplierIds) }, newId)
  if (isRefusal(lines)) return lines
  const { id, companyId, number, currency } = run
  const file: PaymentFile = {
    ...{ id, companyId, number, currency, writtenBy: caller.userId, writtenAt: now },
    sha256: createHash('sha256').update(paymentFileText(run, lines)).digest('hex'),
  }
  await insertPaymentFile(tx, keys, file, lines)
  const { sha256, writtenBy } = file
  await emit(unit, paymentFileWritten, {
    aggregateId: id,
    payload: { companyId, paymentRunId: id, name: nameOf(run), sha256, writtenBy, writtenAt: now.toISOString() },
  })
  return file
}
