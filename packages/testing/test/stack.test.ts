import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { useDatabase } from '../src/use-database.ts'
import { useNats } from '../src/use-nats.ts'

const sales = await useDatabase('sales')
const nats = await useNats()

test('a test database is migrated, belongs to its service and is seen by nobody else', async () => {
  const [row] = await sales.rows<{ owner: string; outbox: string | null }>`
    select pg_get_userbyid(datdba) as owner, to_regclass('platform.outbox')::text as outbox
    from pg_database where datname = ${sales.name}`
  expect(row).toEqual({ owner: 'sales_owner', outbox: 'platform.outbox' })
  const { Client } = await import('pg')
  const url = new URL(sales.appUrl)
  url.username = 'postgres_nobody'
  await expect(new Client({ connectionString: url.toString() }).connect()).rejects.toThrow()
})

test('a service may publish its own events and none of another service', async () => {
  const connection = await nats.connect('sales')
  const stream = jetstream(connection)
  const receipt = await stream.publish('evt.sales.customer.1', 'own', { msgID: '1' })
  expect(receipt).toMatchObject({ stream: 'EVT_SALES', seq: 1 })
  await expect(stream.publish('evt.finance.period.1', 'forged')).rejects.toThrow(/permission/i)
  const manager = await jetstreamManager(connection, { checkAPI: false })
  await expect(manager.streams.delete('EVT_SALES')).rejects.toThrow(/permission/i)
  await expect(manager.streams.info('EVT_IDENTITY')).resolves.toMatchObject({ state: { messages: 0 } })
  await expect(manager.streams.info('EVT_PROCUREMENT')).rejects.toThrow(/permission/i)
})
