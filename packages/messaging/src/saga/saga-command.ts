import type { CommandContract } from '@erp/contracts'
import type { Sql } from '@erp/service-kit'
import { v5 } from 'uuid'
import type { SagaMark } from '../message.ts'
import type { Outgoing } from '../write-outbox.ts'
import type { SagaStep } from './define-saga.ts'

export type Direction = 'do' | 'undo'

/** The same for every sending of one step in one direction, so that sending again is always safe. */
export function commandIdOf(sagaId: string, step: string, direction: Direction): string {
  return v5(`${step}:${direction}`, sagaId)
}

/** The command that does a step. */
export function forwardCommand<Data, Tx extends Sql>(
  sagaType: string,
  step: SagaStep<Data, Tx>,
  sagaId: string,
  data: Data,
): Outgoing {
  return asCommand(step.command, step.build(data), {
    sagaId,
    commandId: commandIdOf(sagaId, step.name, 'do'),
    owner: ownerOf(sagaType),
  })
}

/** The command that takes a step back; it names the one it undoes, for that one may never have arrived. */
export function undoCommand<Data, Tx extends Sql>(
  sagaType: string,
  step: SagaStep<Data, Tx>,
  sagaId: string,
  data: Data,
): Outgoing {
  if (step.undo === undefined) throw new Error(`The step ${step.name} cannot be taken back`)
  return asCommand(step.undo.command, step.undo.build(data), {
    sagaId,
    commandId: commandIdOf(sagaId, step.name, 'undo'),
    undoes: commandIdOf(sagaId, step.name, 'do'),
    owner: ownerOf(sagaType),
  })
}

function asCommand(contract: CommandContract, payload: unknown, saga: SagaMark): Outgoing {
  return {
    stream: `CMD_${contract.target.toUpperCase()}`,
    subject: `cmd.${contract.target}.${contract.command}.${saga.sagaId}`,
    type: contract.type,
    aggregateId: saga.sagaId,
    payload: contract.schema.parse(payload),
    saga,
  }
}

function ownerOf(sagaType: string): string {
  return sagaType.split('.', 1)[0] ?? sagaType
}
