import { commandStream, consumers, conversations, eventStream, type ServiceName, services, streams } from '@erp/local'
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

describe.each(services)('behind the back of others, the NATS user of %s', (service) => {
  const commandTargets = Object.keys(conversations[service].commands).map((one) => commandStream(one as ServiceName))
  const own = consumers.filter((consumer) => consumer.service === service)
  const seen = [eventStream(service), ...commandTargets, ...own.map(({ stream }) => stream)]
  const foreign = streams.map(({ name }) => name).filter((stream) => !seen.includes(stream))
  const ofOthers = consumers.filter((consumer) => consumer.service !== service)

  test('reads no stream that it neither tells nor hears, and asks about no consumer of another', async () => {
    const connection = await nats.connect(service)
    expect(foreign.length).toBeGreaterThan(0)
    const subjects = [
      ...foreign.flatMap((stream) => [
        ...[`$JS.API.STREAM.INFO.${stream}`, `$JS.API.STREAM.MSG.GET.${stream}`, `$JS.API.DIRECT.GET.${stream}`],
        ...[`$JS.API.DIRECT.GET.${stream}.evt.>`, `$JS.API.CONSUMER.CREATE.${stream}.mine`],
      ]),
      ...ofOthers.flatMap(({ stream, durable }) => [
        ...[`$JS.API.CONSUMER.INFO.${stream}.${durable}`, `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`],
        `$JS.ACK.${stream}.${durable}.1.1.1.1.0`,
      ]),
      ...['$JS.API.INFO', '$JS.API.STREAM.NAMES', '$JS.API.STREAM.LIST', '$SYS.REQ.SERVER.PING'],
      ...streams.flatMap(({ name }) => [`$JS.API.CONSUMER.NAMES.${name}`, `$JS.API.CONSUMER.LIST.${name}`]),
    ]
    const answers = await Promise.all(
      subjects.map((subject) =>
        connection.request(subject, '{"seq":1}', { timeout: 5_000 }).then(
          () => `${subject}: answered`,
          (error: Error) => (/permission/i.test(error.message) ? '' : `${subject}: ${error.message}`),
        ),
      ),
    )
    expect(answers.filter((answer) => answer !== '')).toEqual([])
  })

  test('hears nothing that is told to others', async () => {
    const connection = await nats.connect(service)
    for (const subject of ['evt.>', 'cmd.>', '>', '$JS.EVENT.>', '_INBOX.>']) {
      const eavesdropping = connection.subscribe(subject)
      expect(await eavesdropping.closed, subject).toBeInstanceOf(Error)
    }
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
