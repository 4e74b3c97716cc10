import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { type ExpenseType, type ExpenseTypeContent, expenseTypeOf } from '../domain/expense-type.ts'
import { findExpenseType, insertExpenseTypes, saveExpenseType } from '../store/expense-types.ts'
import type { StaleVersion } from './change-period.ts'

export type ExpenseTypeCodeTaken = Refusal<'ExpenseTypeCodeTaken', { expenseTypeCode: string }>
export type ExpenseTypeNotFound = Refusal<'ExpenseTypeNotFound', { expenseTypeId: string }>

/** Names something that money is spent on. */
export async function createExpenseType(
  { tx, caller: { companyId } }: UnitOfWork,
  { code, ...content }: ExpenseTypeContent & { readonly code: string },
): Promise<ExpenseType | InvalidInput | ExpenseTypeCodeTaken> {
  const type = expenseTypeOf({ id: newId(), companyId, code, version: 1 }, content)
  if (isRefusal(type)) return type
  return (await insertExpenseTypes(tx, [type])) ? type : refuse('ExpenseTypeCodeTaken', { expenseTypeCode: code })
}

/** Changes a type; claims that were submitted keep the tax they were submitted with. */
export async function changeExpenseType(
  { tx }: UnitOfWork,
  {
    expenseTypeId,
    expectedVersion,
    ...content
  }: ExpenseTypeContent & { readonly expenseTypeId: string; readonly expectedVersion: number },
): Promise<ExpenseType | InvalidInput | ExpenseTypeNotFound | StaleVersion> {
  const current = isId(expenseTypeId) ? await findExpenseType(tx, expenseTypeId) : undefined
  if (!current) return refuse('ExpenseTypeNotFound', { expenseTypeId })
  if (current.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: current.version })
  const type = expenseTypeOf(current, content)
  return isRefusal(type) ? type : saveExpenseType(tx, type)
}
