import { type ServiceName, services } from '@erp/local'
import { useNats } from '@erp/testing'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { describe, expect, test } from 'vitest'

const nats = await useNats()

async function publish(as: ServiceName, subject: string) {
  return jetstream(await nats.connect(as)).publish(subject, '{}')
}

describe.each(services)('the NATS user of %s', (service) => {
  const others = services.filter((other) => other !== service)

  test('publishes events of its own and of nobody else', async () => {
    await expect(publish(service, `evt.${service}.test.1`)).resolves.toMatchObject({
      stream: `EVT_${service.toUpperCase()}`,
    })
    for (const other of others) await expect(publish(service, `evt.${other}.test.1`)).rejects.toThrow(/permission/i)
  })

  test('creates, changes and deletes nothing', async () => {
    const manager = await jetstreamManager(await nats.connect(service), { checkAPI: false })
    const own = `EVT_${service.toUpperCase()}`
    const attempts = [
      () => manager.streams.add({ name: 'MINE', subjects: ['mine'] }),
      () => manager.streams.update(own, { max_age: 0 }),
      () => manager.streams.purge(own),
      () => manager.streams.delete(own),
      () => manager.streams.deleteMessage(own, 1),
      () => manager.consumers.add(own, { durable_name: 'mine' }),
      () => manager.consumers.delete(`CMD_${service.toUpperCase()}`, `${service}__commands`),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(/permission/i)
  })

  test('takes nothing from the durables of others and does not read their answers', async () => {
    const connection = await nats.connect(service)
    for (const other of others) {
      const stream = `CMD_${other.toUpperCase()}`
      const next = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${other}__commands`
      await expect(connection.request(next, '', { timeout: 1_000 })).rejects.toThrow(/permission/i)
      await expect(connection.request(`$JS.ACK.${stream}.${other}__commands.1.1.1.1.0`, '+ACK')).rejects.toThrow(
        /permission/i,
      )
    }
    const eavesdropping = connection.subscribe(`_INBOX_${others[0]}.>`)
    await expect(eavesdropping.closed).resolves.toBeInstanceOf(Error)
  })
})

test('procurement may ask inventory for what the table says, and nobody else may', async () => {
  const command = 'cmd.inventory.issue-purchase-return.1'
  await expect(publish('procurement', command)).resolves.toMatchObject({ stream: 'CMD_INVENTORY' })
  await expect(publish('procurement', 'cmd.inventory.forget-everything.1')).rejects.toThrow(/permission/i)
  for (const service of ['identity', 'finance', 'inventory', 'sales'] as const) {
    await expect(publish(service, command)).rejects.toThrow(/permission/i)
  }
})
