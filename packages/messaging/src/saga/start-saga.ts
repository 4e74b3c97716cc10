import type { Sql, UnitOfWork } from '@erp/service-kit'
import { writeOutbox } from '../write-outbox.ts'
import type { SagaDefinition } from './define-saga.ts'
import { commandIdOf, forwardCommand } from './saga-command.ts'

/**
 * Starts a process in the transaction of its document: the saga's row, its first step and the first command are committed
 * together with the document, so a reply can never come before its saga. `data` is kept as JSON.
 */
export async function startSaga<Data, Tx extends Sql>(
  unit: UnitOfWork,
  definition: SagaDefinition<Data, Tx>,
  start: { readonly sagaId: string; readonly companyId: string; readonly documentId: string; readonly data: Data },
): Promise<void> {
  const first = definition.steps[0]
  if (first === undefined) throw new Error(`A saga without steps cannot start: ${definition.type}`)
  const { sagaId, companyId, documentId, data } = start
  const { userId, traceparent } = unit.caller
  await unit.tx.$executeRaw`
    with saga as (
      insert into platform.saga
        (saga_id, type, definition_version, company_id, document_id, status, step, data, started_by, traceparent, wake_at)
      values (${sagaId}::uuid, ${definition.type}, ${definition.version}::int, ${companyId}::uuid, ${documentId}::uuid,
              'running', ${first.name}, ${JSON.stringify(data)}::jsonb, ${userId}::uuid, ${traceparent},
              clock_timestamp() + ${first.timeoutMs}::int * interval '1 millisecond')
      returning saga_id)
    insert into platform.saga_step (saga_id, step, direction, command_id)
    select saga_id, ${first.name}, 'do', ${commandIdOf(sagaId, first.name, 'do')}::uuid from saga`
  await writeOutbox(unit, [forwardCommand(definition.type, first, sagaId, data)])
}
