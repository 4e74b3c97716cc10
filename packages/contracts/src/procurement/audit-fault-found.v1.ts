import { auditFaultFound } from '../audit-fault-found.ts'

/** The audit log of procurement is not what was sealed any more: identity makes it an alert. */
export const procurementAuditFaultFound = auditFaultFound('procurement.audit-fault.found.v1')
