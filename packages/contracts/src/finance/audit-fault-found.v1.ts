import { auditFaultFound } from '../audit-fault-found.ts'

/** The audit log of finance is not what was sealed any more: identity makes it an alert. */
export const financeAuditFaultFound = auditFaultFound('finance.audit-fault.found.v1')
