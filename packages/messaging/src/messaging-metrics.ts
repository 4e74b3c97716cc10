import { type Logger, metrics, type Sql, type Transactor } from '@erp/service-kit'
import { Gauge } from 'prom-client'

interface Figures {
  readonly pending: number
  readonly dead: number
  readonly oldest_seconds: number
  readonly waiting_gap: number
  readonly blocked: number
  readonly inbox_dead: number
  readonly oldest_parked_seconds: number
}

const backlog = gauge('erp_outbox_backlog', 'Messages not sent yet', ['service'])
const outboxDead = gauge('erp_outbox_dead', 'Messages that cannot be sent until a person acts', ['service'])
const outboxAge = gauge('erp_outbox_oldest_pending_seconds', 'Age of the oldest message not sent', ['service'])
const parked = gauge('erp_inbox_parked', 'Messages received and not applied', ['service', 'status'])
const parkedAge = gauge('erp_inbox_oldest_parked_seconds', 'Age of the oldest message not applied', ['service'])
const leads = gauge('erp_relay_leads', 'Whether this process sends the outbox', ['service'])
const readers = new Map<string, () => Promise<void>>()

/** Reports one service's messages at every scrape; returns what ends that. */
export function reportMessaging<Tx extends Sql>(
  service: string,
  transactor: Transactor<Tx>,
  relayLeads: () => boolean,
  logger: Logger,
): () => void {
  readers.set(service, async () => {
    try {
      const figures = await transactor.read([], readFigures)
      backlog.set({ service }, figures.pending)
      outboxDead.set({ service }, figures.dead)
      outboxAge.set({ service }, figures.oldest_seconds)
      parked.set({ service, status: 'waiting_gap' }, figures.waiting_gap)
      parked.set({ service, status: 'blocked' }, figures.blocked)
      parked.set({ service, status: 'dead' }, figures.inbox_dead)
      parkedAge.set({ service }, figures.oldest_parked_seconds)
      leads.set({ service }, relayLeads() ? 1 : 0)
    } catch (error) {
      logger.warn({ err: error }, 'the figures about messages are not known just now')
    }
  })
  return () => void readers.delete(service)
}

async function readFigures(tx: Sql): Promise<Figures> {
  const rows = await tx.$queryRaw<Figures[]>`
    select sent.*, received.* from
      (select count(*)::int as pending, count(dead_at)::int as dead,
              coalesce(extract(epoch from now() - min(occurred_at)), 0)::float8 as oldest_seconds
       from platform.outbox where published_at is null) as sent,
      (select count(*) filter (where status = 'waiting_gap')::int as waiting_gap,
              count(*) filter (where status = 'blocked')::int as blocked,
              count(*) filter (where status = 'dead')::int as inbox_dead,
              coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as oldest_parked_seconds
       from platform.inbox where status in ('waiting_gap', 'blocked', 'dead')) as received`
  const [figures] = rows
  if (figures === undefined) throw new Error('An aggregate query returned no row')
  return figures
}

/** The first gauge asks the database for all of them, so that a scrape costs one query. */
function gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
  const collect = name === 'erp_outbox_backlog' ? { collect: readAll } : {}
  return new Gauge({ name, help, labelNames, registers: [metrics], ...collect })
}

async function readAll(): Promise<void> {
  await Promise.all([...readers.values()].map((read) => read()))
}
