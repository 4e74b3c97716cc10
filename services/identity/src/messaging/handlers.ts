import {
  dimensionValueChanged,
  financeAuditBlockSealed,
  financeAuditFaultFound,
  financeDocumentsShownCounted,
  financeSecurityEventNoted,
  identityAuditFaultFound,
  identityDocumentsShownCounted,
  inventoryAuditBlockSealed,
  inventoryAuditFaultFound,
  inventoryDocumentsShownCounted,
  inventorySecurityEventNoted,
  procurementAuditBlockSealed,
  procurementAuditFaultFound,
  procurementDocumentsShownCounted,
  procurementSecurityEventNoted,
  salesAuditBlockSealed,
  salesAuditFaultFound,
  salesDocumentsShownCounted,
  warehouseChanged,
} from '@erp/contracts'
import { anchorHandlers, type EventHandler, onEvent } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { noteAuditFaults, noteToldEvents } from '../use-cases/note-security-event.ts'
import { noteShownDocuments } from '../use-cases/note-shown-documents.ts'
import { replicateDepartments } from '../use-cases/replicate-departments.ts'
import { replicateWarehouses } from '../use-cases/replicate-warehouses.ts'

/** What identity does about the events of others. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  onEvent(warehouseChanged, (unit, messages) =>
    replicateWarehouses(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(dimensionValueChanged, (unit, messages) =>
    replicateDepartments(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  ...[
    financeDocumentsShownCounted,
    identityDocumentsShownCounted,
    inventoryDocumentsShownCounted,
    procurementDocumentsShownCounted,
    salesDocumentsShownCounted,
  ].map((contract) =>
    onEvent(contract, (unit, messages) =>
      noteShownDocuments(
        unit,
        messages.map(({ payload }) => payload),
      ),
    ),
  ),
  onEvent(financeSecurityEventNoted, (unit, messages) =>
    noteToldEvents(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(inventorySecurityEventNoted, (unit, messages) =>
    noteToldEvents(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  onEvent(procurementSecurityEventNoted, (unit, messages) =>
    noteToldEvents(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
  ...[
    financeAuditFaultFound,
    identityAuditFaultFound,
    inventoryAuditFaultFound,
    procurementAuditFaultFound,
    salesAuditFaultFound,
  ].map((contract) =>
    onEvent(contract, (unit, messages) =>
      noteAuditFaults(
        unit,
        contract.service,
        messages.map(({ payload }) => payload),
      ),
    ),
  ),
  ...anchorHandlers([
    financeAuditBlockSealed,
    inventoryAuditBlockSealed,
    procurementAuditBlockSealed,
    salesAuditBlockSealed,
  ]),
]
