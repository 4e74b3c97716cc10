import { epochKey, provision, TopologyDrift } from '@erp/local'
import { useNats } from '@erp/testing'
import { jetstreamManager } from '@nats-io/jetstream'
import { expect, test } from 'vitest'

const nats = await useNats()
const options = { maxBytes: 256 * 1024 ** 2 }

async function epochOf(stream: string): Promise<string | undefined> {
  const manager = await jetstreamManager(await nats.connect('admin'))
  return (await manager.streams.info(stream)).config.metadata?.[epochKey]
}

test('provisioning again changes nothing, and a stream keeps its epoch', async () => {
  const epoch = await epochOf('EVT_FINANCE')
  expect(epoch).toMatch(/^[0-9a-f-]{36}$/)
  const result = await provision(await nats.connect('provisioner'), options)
  expect(result).toEqual({ created: [], updated: [] })
  expect(await epochOf('EVT_FINANCE')).toBe(epoch)
})

test('a stream that was lost is made again with another epoch, and its durables with it', async () => {
  const manager = await jetstreamManager(await nats.connect('admin'))
  const before = await epochOf('EVT_INVENTORY')
  await manager.streams.delete('EVT_INVENTORY')
  const { created } = await provision(await nats.connect('provisioner'), options)
  expect(created).toEqual([
    'EVT_INVENTORY',
    'EVT_INVENTORY/identity__events',
    'EVT_INVENTORY/finance__events',
    'EVT_INVENTORY/procurement__events',
    'EVT_INVENTORY/sales__events',
  ])
  expect(await epochOf('EVT_INVENTORY')).not.toBe(before)
})

test('a stream or durable that differs is refused with every difference, and mended only when asked', async () => {
  const manager = await jetstreamManager(await nats.connect('admin'))
  const { config } = await manager.streams.info('EVT_SALES')
  await manager.streams.update('EVT_SALES', { ...config, max_age: config.max_age / 2 })
  await manager.consumers.update('CMD_INVENTORY', 'inventory__commands', { max_ack_pending: 1 })
  const provisioner = await nats.connect('provisioner')

  const refusal = await provision(provisioner, options).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(TopologyDrift)
  expect((refusal as Error).message.split('\n')).toEqual([
    'NATS is not as the topology says:',
    '  - stream EVT_SALES: max_age is 3888000000000000, the topology says 7776000000000000',
    '  - consumer CMD_INVENTORY/inventory__commands: max_ack_pending is 1, the topology says 256',
  ])
  expect(await provision(provisioner, { ...options, update: true })).toEqual({
    created: [],
    updated: ['EVT_SALES', 'CMD_INVENTORY/inventory__commands'],
  })
  expect(await provision(provisioner, options)).toEqual({ created: [], updated: [] })
})

test('nothing that was published can be taken out of a stream', async () => {
  const connection = await nats.connect('admin')
  const manager = await jetstreamManager(connection)
  connection.publish('evt.sales.customer.1', 'kept')
  await connection.flush()
  await expect(manager.streams.purge('EVT_SALES')).rejects.toThrow(/purge not permitted/)
  await expect(manager.streams.deleteMessage('EVT_SALES', 1)).rejects.toThrow(/delete not permitted/)
})
