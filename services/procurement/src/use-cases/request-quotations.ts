import { isRefusal, newId, refuse } from '@erp/values'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import {
  closeRequest,
  openRequest,
  type RequestContent,
  type RequestForQuotation,
  type RequestForQuotationClosed,
  type RequestForQuotationNotFound,
  type RequestRefused,
} from '../domain/request-for-quotation.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findCompany, findItems } from '../store/replicated-facts.ts'
import {
  insertRequestForQuotation,
  lockRequestForQuotation,
  saveRequestForQuotation,
} from '../store/requests-for-quotation.ts'
import { lockOrderableLines } from '../store/requisition-lines.ts'
import { findSuppliers } from '../store/suppliers.ts'
import type { Unit } from './unit.ts'

/** Asks several suppliers what they would charge, for lines of requisitions or for what is named. */
export async function createRequestForQuotation(
  unit: Unit,
  content: RequestContent,
): Promise<RequestForQuotation | CompanyNotReady | RequestRefused> {
  const { tx, now, caller } = unit
  const { companyId, userId: createdBy } = caller
  const company = await findCompany(tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })
  const { lines, supplierIds } = content
  const requisitionLines = await lockOrderableLines(
    tx,
    lines.flatMap(({ requisitionLineId }) => requisitionLineId ?? []),
  )
  const items = await findItems(
    tx,
    lines.flatMap(({ itemId }) => itemId ?? []),
  )
  const suppliers = new Map((await findSuppliers(tx, supplierIds)).map((supplier) => [supplier.id, supplier]))
  const context = { id: newId(), companyId, createdBy, newLineId: newId, now }
  const opened = openRequest(content, context, { items, suppliers, requisitionLines })
  if (isRefusal(opened)) return opened
  const number = await takeNumber(tx, companyId, 'REQUEST_FOR_QUOTATION', content.requestedOn)
  const request = { ...opened, number }
  await insertRequestForQuotation(tx, request)
  return request
}

/** Nobody answers or is awarded anything more, for the reason given; what was ordered stays. */
export async function closeRequestForQuotation(
  { tx }: Unit,
  input: { readonly requestId: string; readonly expectedVersion: number; readonly reason: string },
): Promise<
  RequestForQuotation | RequestForQuotationNotFound | RequestForQuotationClosed | StaleVersion | InvalidInput
> {
  const { requestId, expectedVersion, reason } = input
  const request = await lockRequestForQuotation(tx, requestId)
  if (!request) return refuse('RequestForQuotationNotFound', { requestId })
  const closed = closeRequest(request, reason)
  if (isRefusal(closed)) return closed
  return requireVersion(request, expectedVersion) ?? saveRequestForQuotation(tx, closed)
}
