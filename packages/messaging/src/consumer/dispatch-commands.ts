import type { Sql, UnitOfWork } from '@erp/service-kit'
import { asEvent } from '../emit.ts'
import type { CommandHandler, StoredReply } from '../handlers.ts'
import type { Message, SagaMark } from '../message.ts'
import { type Outgoing, writeOutbox } from '../write-outbox.ts'
import { blockAll, readMessages } from './dispatch-events.ts'
import type { Dispatch } from './verdict.ts'

/** A command, and the one it takes back if it is an undo. */
type Command = Message & { readonly saga: SagaMark }

/** What is stored about a command. */
interface ResultRow {
  readonly command_id: string
  readonly reply_type: string | null
  readonly reply: unknown
}

/**
 * Brings commands to their handlers, each once. The claim is made before the effect: a command already claimed gets the
 * stored reply again, and an undo claims the command it takes back as well, which leaves a tombstone when it overtook it.
 */
export function dispatchCommands<Tx extends Sql>(handlers: readonly CommandHandler<Tx>[]): Dispatch<Tx> {
  const byType = new Map(handlers.map((handler) => [handler.contract.type, handler]))
  if (byType.size < handlers.length) throw new Error('Two handlers take the same command')

  return async (unit, turns) => {
    const handler = byType.get(turns[0]?.arrival.type ?? '')
    if (handler === undefined) return blockAll(turns, 'UNKNOWN_COMMAND')
    const { messages, verdicts } = readMessages(handler.contract, turns)
    for (const message of messages) {
      const complete = message.saga !== undefined && (handler.undoes === undefined || message.saga.undoes !== undefined)
      if (!complete) verdicts.set(message.eventId, { is: 'dead', reason: 'NOT_OF_A_SAGA' })
    }
    const commands = messages.filter((message): message is Command => !verdicts.has(message.eventId))
    if (commands.length > 0) await answer(unit, handler, commands)
    return verdicts
  }
}

async function answer<Tx extends Sql>(
  unit: UnitOfWork<Tx>,
  handler: CommandHandler<Tx>,
  commands: readonly Command[],
): Promise<void> {
  const claimed = await claim(unit.tx, handler, commands)
  const stored = await storedReplies(unit.tx, commands)
  const answers: { readonly command: Command; readonly reply: StoredReply }[] = []
  for (const command of commands) {
    const { commandId, undoes } = command.saga
    const before = stored.get(commandId)
    if (!claimed.has(commandId) && before !== undefined) {
      answers.push({ command, reply: before })
      continue
    }
    const { contract, payload } = await handler.handle(
      unit,
      command,
      undoes === undefined ? undefined : stored.get(undoes),
    )
    answers.push({ command, reply: { type: contract.type, payload } })
  }
  await storeReplies(
    unit.tx,
    answers.filter(({ command }) => claimed.has(command.saga.commandId)),
  )
  await writeOutbox(
    unit,
    answers.map(({ command, reply }) => replyTo(command, reply)),
  )
}

/** Claims the commands, and the ones they take back, in one order for everybody; returns what was not claimed before. */
async function claim<Tx extends Sql>(
  tx: Sql,
  handler: CommandHandler<Tx>,
  commands: readonly Command[],
): Promise<ReadonlySet<string>> {
  const rows = commands.flatMap(({ saga, type, companyId }) => {
    const row = { type, saga_id: saga.sagaId, company_id: companyId }
    const own = { ...row, command_id: saga.commandId, outcome: 'answered' }
    const undone = handler.undoes
    if (saga.undoes === undefined || undone === undefined) return [own]
    return [own, { ...row, type: undone.type, command_id: saga.undoes, outcome: 'cancelled' }]
  })
  const claimed = await tx.$queryRaw<{ command_id: string }[]>`
    insert into platform.command_result (command_id, type, saga_id, company_id, outcome)
    select command_id, type, saga_id, company_id, outcome
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      command_id uuid, type text, saga_id uuid, company_id uuid, outcome text)
    order by command_id
    on conflict (command_id) do nothing
    returning command_id`
  return new Set(claimed.map((row) => row.command_id))
}

/** What was answered before, to these commands and to those they take back. */
async function storedReplies(tx: Sql, commands: readonly Command[]): Promise<ReadonlyMap<string, StoredReply>> {
  const ids = commands.flatMap(({ saga }) =>
    saga.undoes === undefined ? [saga.commandId] : [saga.commandId, saga.undoes],
  )
  const rows = await tx.$queryRaw<ResultRow[]>`
    select command_id, reply_type, reply from platform.command_result
    where reply_type is not null
      and command_id = any (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`
  return new Map(rows.map((row) => [row.command_id, { type: row.reply_type ?? '', payload: row.reply }]))
}

/** Stores replies; that of an undo stands from now on for the command it took back as well. */
async function storeReplies(
  tx: Sql,
  answers: readonly { readonly command: Command; readonly reply: StoredReply }[],
): Promise<void> {
  const rows = answers.flatMap(({ command: { saga }, reply }) => {
    const own = { command_id: saga.commandId, outcome: 'answered', reply_type: reply.type, reply: reply.payload }
    return saga.undoes === undefined ? [own] : [own, { ...own, command_id: saga.undoes, outcome: 'cancelled' }]
  })
  if (rows.length === 0) return
  await tx.$executeRaw`
    update platform.command_result as result
    set outcome = r.outcome, reply_type = r.reply_type, reply = r.reply
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      command_id uuid, outcome text, reply_type text, reply jsonb)
    where result.command_id = r.command_id`
}

function replyTo(command: Command, reply: StoredReply): Outgoing {
  const { sagaId, commandId, owner } = command.saga
  return asEvent({ type: reply.type, aggregateId: sagaId, payload: reply.payload }, command, {
    sagaId,
    commandId,
    owner,
  })
}
