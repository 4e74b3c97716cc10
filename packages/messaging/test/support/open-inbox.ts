import { companyChanged, type PayloadOf } from '@erp/contracts'
import type { Sql } from '@erp/service-kit'
import type { TestDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { dispatchEvents } from '../../src/consumer/dispatch-events.ts'
import { Inbox } from '../../src/consumer/inbox.ts'
import { type Message, onEvent, type Verdicts } from '../../src/index.ts'
import { SagaEngine } from '../../src/saga/saga-engine.ts'
import { delivery } from './events.ts'
import { logger, openTransactor } from './open-service.ts'

export type Company = Message<PayloadOf<typeof companyChanged>>

/**
 * An inbox of its own on a shared database. The handler writes one row of table `effect` for each message it applies, so
 * that tests see what was committed, and does to it first what the test asks for.
 */
export function openInbox(database: TestDatabase, url?: string) {
  const transactor = openTransactor(database, url)
  const consumer = `sales__${newId()}`
  const calls: Company[][] = []
  type Answer = ReturnType<Verdicts['get']>
  let behaviour: (message: Company, tx: Sql) => Answer | Promise<Answer> = () => undefined

  const handler = onEvent(companyChanged, async (unit, messages) => {
    calls.push([...messages])
    const verdicts = new Map()
    for (const message of messages) {
      const verdict = await behaviour(message, unit.tx)
      if (verdict !== undefined) verdicts.set(message.eventId, verdict)
    }
    const applied = messages.filter((message) => !verdicts.has(message.eventId))
    const rows = applied.map(({ subject, seq, eventId }) => ({ consumer, subject, seq, event_id: eventId }))
    await unit.tx.$executeRaw`
      insert into effect (consumer, subject, seq, event_id)
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(consumer text, subject text, seq int, event_id uuid)`
    return verdicts
  })
  const inbox = new Inbox({
    ...{ service: 'sales', consumer, transactor, logger },
    dispatch: dispatchEvents([handler], new SagaEngine('sales', [])),
  })

  return {
    inbox,
    transactor,
    consumer,
    calls,
    /** What the handler does to a message before it writes: return a blocked verdict, throw, or nothing. */
    behave: (next: typeof behaviour) => {
      behaviour = next
    },
    /** Delivers arrivals as one batch and returns what the broker was told about each. */
    async receive(...arrivals: Parameters<typeof delivery>[0][]) {
      const deliveries = arrivals.map(delivery)
      await inbox.deliver(deliveries, undefined)
      return deliveries.map((one) => one.told)
    },
    /** Numbers whose effect is committed, in the order they were applied. */
    async effects(subject: string) {
      const rows = await database.rows<{ seq: number }>`
        select seq from effect where consumer = ${consumer} and subject = ${subject} order by position`
      return rows.map(({ seq }) => seq)
    },
    /** What the inbox says, as `number:status`. */
    async statuses(subject: string) {
      const rows = await database.rows<{ text: string }>`
        select subject_seq || ':' || status as text from platform.inbox
        where consumer = ${consumer} and subject = ${subject} order by subject_seq, received_at`
      return rows.map(({ text }) => text)
    },
    async lastSeq(subject: string) {
      const rows = await database.rows<{ last: number }>`
        select last_seq::int as last from platform.inbox_cursor where consumer = ${consumer} and subject = ${subject}`
      return rows[0]?.last
    },
    /** Lets time pass for what is held. */
    makeDue: () => database.rows`update platform.inbox set next_attempt_at = now() where consumer = ${consumer}`,
  }
}

/** The table that stands for a service's own. No unique key guards it: the inbox alone must keep effects single. */
export async function createEffectTable(database: TestDatabase): Promise<void> {
  await database.rows`
    create table effect (position int generated always as identity, consumer text, subject text, seq int, event_id uuid)`
  await database.rows`grant select, insert on effect to erp_app`
}
