import { isRefusal, newId, refuse, writtenBy } from '@erp/values'
import { bearersOf } from '../domain/bearer.ts'
import { changedWhileWaiting } from '../domain/document-approval.ts'
import { requireVersion, type StaleVersion } from '../domain/input.ts'
import type {
  PurchaseRequisition,
  PurchaseRequisitionNotFound,
  PurchaseRequisitionStatusWrong,
} from '../domain/purchase-requisition.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import {
  draftRequisition,
  type RequisitionContent,
  type RequisitionFacts,
  type RequisitionRefused,
  rewriteRequisition,
} from '../domain/write-purchase-requisition.ts'
import { takeNumber } from '../store/document-numbers.ts'
import {
  insertPurchaseRequisition,
  lockPurchaseRequisition,
  rewritePurchaseRequisition,
} from '../store/purchase-requisitions.ts'
import { findCompany, findDimensionValues, findItems } from '../store/replicated-facts.ts'
import { findListedPrices } from '../store/supplier-price-lists.ts'
import { findSuppliers } from '../store/suppliers.ts'
import type { StartWithdrawing } from './amend-purchase-order.ts'
import type { Unit } from './unit.ts'

/** Writes down what is needed, as a draft. */
export async function createPurchaseRequisition(
  unit: Unit,
  content: RequisitionContent,
): Promise<PurchaseRequisition | CompanyNotReady | RequisitionRefused> {
  const { tx, now, caller } = unit
  const { companyId, userId: createdBy } = caller
  const facts = await readFacts(unit, content)
  if (isRefusal(facts)) return facts
  const drafted = draftRequisition(content, { id: newId(), companyId, createdBy, newLineId: newId, now }, facts)
  if (isRefusal(drafted)) return drafted
  const number = await takeNumber(tx, companyId, 'PURCHASE_REQUISITION', content.requestedOn)
  const requisition = { ...drafted, number }
  await insertPurchaseRequisition(tx, requisition)
  return requisition
}

/** Writes it anew while it is not approved. One that waits for approval is a draft again, and is submitted anew. */
export async function changePurchaseRequisition(
  unit: Unit,
  input: RequisitionContent & { readonly requisitionId: string; readonly expectedVersion: number },
  startWithdrawing: StartWithdrawing,
): Promise<
  | PurchaseRequisition
  | PurchaseRequisitionNotFound
  | PurchaseRequisitionStatusWrong
  | StaleVersion
  | CompanyNotReady
  | RequisitionRefused
> {
  const { requisitionId, expectedVersion, ...content } = input
  const requisition = await lockPurchaseRequisition(unit.tx, requisitionId)
  if (!requisition) return refuse('PurchaseRequisitionNotFound', { requisitionId })
  const stale = requireVersion(requisition, expectedVersion)
  if (stale) return stale
  const facts = await readFacts(unit, content)
  if (isRefusal(facts)) return facts
  const rewritten = rewriteRequisition(requisition, content, newId, facts)
  if (isRefusal(rewritten)) return rewritten

  const reason = 'Changed by its maker'
  const saved = await rewritePurchaseRequisition(
    unit.tx,
    changedWhileWaiting(writtenBy(rewritten, unit.caller.userId), reason, unit.now),
  )
  if (requisition.status === 'PENDING_APPROVAL' && requisition.approval)
    await startWithdrawing(unit, saved, { approvalId: requisition.approval.id, reason })
  return saved
}

async function readFacts(
  { tx, caller: { companyId, departmentIds } }: Unit,
  { requestedOn: on, departmentId, lines }: RequisitionContent,
): Promise<RequisitionFacts | CompanyNotReady> {
  const company = await findCompany(tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })
  const suppliers = await findSuppliers(
    tx,
    lines.flatMap(({ supplierId }) => supplierId ?? []),
  )
  const supplierIds = suppliers.map(({ id }) => id)
  const itemIds = lines.map(({ itemId }) => itemId)
  return {
    currency: company.baseCurrency,
    items: await findItems(tx, itemIds),
    supplierIds: new Set(supplierIds),
    prices: supplierIds.length === 0 ? [] : await findListedPrices(tx, { supplierIds, itemIds, on }),
    dimensionValues: await findDimensionValues(tx, bearersOf([{ departmentId }, ...lines])),
    needsDepartment: departmentIds !== undefined,
  }
}
