import { eventually, gatewayRequest, startSystem } from '@erp/testing'
import { jetstreamManager } from '@nats-io/jetstream'
import { expect, test } from 'vitest'

const system = await startSystem()

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )
}

test('the first administrator logs in through the gateway', async () => {
  const { body } = await gatewayRequest<{ login: { session: { user: { username: string } } | null } }>(
    system.gatewayUrl,
    {
      query: 'mutation ($input: LoginInput!) { login(input: $input) { session { user { username } } } }',
      variables: { input: system.administrator },
    },
  )
  expect(body).toEqual({ data: { login: { session: { user: { username: 'admin' } } } } })
})

test('a service that was killed is gone until it is started again', async () => {
  const { url } = system.service('sales')
  expect(await isReady(url)).toBe(true)
  await system.kill('sales')
  expect(await isReady(url)).toBe(false)
  await system.start('sales')
  expect(await isReady(url)).toBe(true)
})

test('nats-server comes back empty after its store was wiped, with new streams', async () => {
  const before = await jetstreamManager(await system.nats.connect('admin'))
  const { config } = await before.streams.info('EVT_FINANCE')
  await system.nats.kill()
  await system.nats.wipe()
  await system.nats.start()
  const after = await jetstreamManager(await system.nats.connect('admin'))
  const info = await after.streams.info('EVT_FINANCE')
  expect(info.config.metadata?.erp_epoch).not.toBe(config.metadata?.erp_epoch)
  await eventually(async () => expect(await isReady(system.service('finance').url)).toBe(true), { withinMs: 30_000 })
})

test('its databases are its own', async () => {
  const names = await system.database('finance').rows<{ name: string }>`select current_database() as name`
  expect(names).toEqual([{ name: system.database('finance').name }])
})
