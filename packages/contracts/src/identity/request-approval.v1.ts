import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { currencyCode, documentKind, id, version } from '../wire.ts'

/** How many departments and how many categories a document tells at most. */
export const mostApprovalFacts = 1000

/**
 * A document asks for approval 提交审批. Whoever owns the document chooses `approvalId`, takes it as the id of the saga that
 * asks, and takes another whenever the document has changed. `amountMinor` is in the smallest unit of the company's base
 * currency; `currency` is that of the document. `departmentIds` and `categories` are those of all its lines; left out, it has the
 * one that `departmentId` and `category` say. `authorIds` are all who wrote what it says, the maker among them, whoever of them
 * submitted it; left out, the maker alone. None of them decides. `discountPercent` is by how much its cheapest line is below what
 * it is listed at; left out where documents of the kind have no prices of lists. Nothing in it names a person other than by id.
 */
export const requestApproval = defineCommand('identity.request-approval.v1', {
  schema: z.object({
    companyId: id,
    approvalId: id,
    documentType: documentKind,
    documentId: id,
    documentVersion: version,
    documentNumber: z.string().min(1).max(40).nullable(),
    title: z.string().min(1).max(200),
    makerId: id,
    authorIds: z.array(id).min(1).max(1000).optional(),
    submittedBy: id,
    amountMinor: z.string().regex(/^\d{1,18}$/),
    currency: currencyCode,
    departmentId: id.nullable(),
    category: z.string().min(1).max(60).nullable(),
    departmentIds: z.array(id).max(mostApprovalFacts).optional(),
    categories: z.array(z.string().min(1).max(60)).max(mostApprovalFacts).optional(),
    discountPercent: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,4})?$/)
      .optional(),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      approvalId: exampleIds.approval,
      documentType: 'PURCHASE_ORDER',
      documentId: exampleIds.purchaseOrder,
      documentVersion: 2,
      documentNumber: 'PO-2026-000001',
      title: '100 × STEEL',
      makerId: exampleIds.user,
      authorIds: [exampleIds.user],
      submittedBy: exampleIds.user,
      amountMinor: '113000',
      currency: 'CNY',
      departmentId: null,
      category: null,
    },
    {
      companyId: exampleIds.company,
      approvalId: exampleIds.approval,
      documentType: 'PURCHASE_ORDER',
      documentId: exampleIds.purchaseOrder,
      documentVersion: 2,
      documentNumber: 'PO-2026-000001',
      title: '100 × STEEL',
      makerId: exampleIds.user,
      submittedBy: exampleIds.user,
      amountMinor: '113000',
      currency: 'CNY',
      departmentId: null,
      category: 'MERCHANDISE',
      departmentIds: [exampleIds.department, exampleIds.otherDepartment],
      categories: ['MERCHANDISE'],
    },
  ],
})
