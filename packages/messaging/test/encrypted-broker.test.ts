import type { Socket } from 'node:net'
import type { IssuedCertificate } from '@erp/local'
import { listenAs, useAuthority, yesterday } from '@erp/testing'
import { expect, test } from 'vitest'
import { connectBroker } from '../src/broker.ts'

const [authority, stranger] = [await useAuthority(), await useAuthority()]
const server = { name: 'nats-server' }
const genuine = await authority.sign(server)
const own = authority.write('sales', await authority.sign({ name: 'sales', names: [] }))
const tls = { caFile: authority.caFile, ...own }

/** Whether a service with certificates connects to a server that shows this, or speaks plainly. */
async function connects(proof: IssuedCertificate | undefined): Promise<boolean> {
  const heard: string[] = []
  const talk = (socket: Socket) =>
    socket.on('data', (words) => {
      heard.push(String(words))
      if (String(words).includes('PING')) socket.write('PONG\r\n')
    })
  const info = { server_id: 'S', version: '2.12.1', proto: 1, headers: true, max_payload: 1_048_576, jetstream: true }
  const port = await listenAs({
    greet: async (socket) => {
      socket.write(`INFO ${JSON.stringify({ ...info, tls_required: proof !== undefined })}\r\n`)
      if (!proof) talk(socket)
    },
    ...(proof ? { proof } : {}),
    answer: talk,
  })
  const options = { service: 'sales', url: `nats://127.0.0.1:${port}`, tls }
  const broker = await connectBroker(options, AbortSignal.timeout(proof === genuine ? 20_000 : 1_500))
  await broker?.connection.close()
  expect(heard.some((words) => words.startsWith('CONNECT'))).toBe(broker !== undefined)
  return broker !== undefined
}

test('a service tells its name to no broker that cannot prove its own by the authority, now', async () => {
  expect(await connects(genuine)).toBe(true)
  expect(await connects(await stranger.sign(server))).toBe(false)
  expect(await connects(await authority.sign({ name: 'identity', names: ['identity', 'localhost'] }))).toBe(false)
  expect(await connects(await authority.sign({ ...server, notAfter: yesterday() }))).toBe(false)
})

test('a service tells its name to no broker that speaks plainly', async () => {
  expect(await connects(undefined)).toBe(false)
})
