import { auditFaultFound } from '../audit-fault-found.ts'

/** The audit log of sales is not what was sealed any more: identity makes it an alert. */
export const salesAuditFaultFound = auditFaultFound('sales.audit-fault.found.v1')
