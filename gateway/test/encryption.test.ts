import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { eventually, useAuthority, yesterday } from '@erp/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { createSubgraphFetch } from '../src/subgraph-fetch.ts'
import { useGateway } from './use-gateway.ts'

const [authority, stranger] = [await useAuthority(), await useAuthority()]
const orders = { name: 'orders' }
const ca = readFileSync(authority.caFile)

async function writeGatewayCertificate() {
  const written = authority.write('gateway', await authority.sign({ name: 'gateway', names: [] }))
  return { TLS_CA_FILE: authority.caFile, TLS_CERT_FILE: written.certFile, TLS_KEY_FILE: written.keyFile }
}
const files = await writeGatewayCertificate()

const servers: Server[] = []
afterAll(() => servers.map((server) => server.close()))

/** Somebody who answers at the address of the subgraph `orders`, and tells whose certificate was shown. */
async function answering(proof: Awaited<ReturnType<typeof authority.sign>>) {
  const shown: (string | undefined)[] = []
  const server = createServer(
    { cert: proof.certificate, key: proof.key, ca, requestCert: true, rejectUnauthorized: true },
    (socket) => {
      shown.push(socket.getPeerX509Certificate()?.serialNumber)
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok'))
    },
  )
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, shown }
}

const directory = mkdtempSync(join(tmpdir(), 'gateway-tls-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const supergraph = join(directory, 'supergraph.graphql')
writeFileSync(supergraph, 'enum join__Graph { ORDERS @join__graph(name: "orders", url: "") }')
const environment = (url: string) => ({
  PORT: '0',
  GATEWAY_SIGNING_KEY: 'k'.repeat(32),
  TOKEN_JWKS_FILE: '/keys.json',
  SUPERGRAPH_FILE: supergraph,
  ORDERS_URL: url,
  ...files,
})
const ask = (url: string) =>
  createSubgraphFetch(readConfig(environment(url)))('orders')(url, { method: 'POST', body: '{}' })
const reasonOf = (answer: Promise<Response>) =>
  answer.then(
    ({ status }) => String(status),
    (error: Error) => (error.cause as NodeJS.ErrnoException).code,
  )

describe('the gateway asks a subgraph', () => {
  test('that proves to be this one', async () => {
    const { url } = await answering(await authority.sign(orders))
    const answer = await ask(url)
    expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  })

  test('and nobody under the name of another, of another authority, or whose certificate has ended', async () => {
    const other = await answering(await authority.sign({ name: 'items', names: ['items', '127.0.0.1', 'localhost'] }))
    expect(await reasonOf(ask(other.url))).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    const strange = await answering(await stranger.sign(orders))
    expect(await reasonOf(ask(strange.url))).toMatch(/CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY|SELF_SIGNED/)
    const ended = await answering(await authority.sign({ ...orders, notAfter: yesterday() }))
    expect(await reasonOf(ask(ended.url))).toBe('CERT_HAS_EXPIRED')
    const client = await answering(await authority.sign({ ...orders, names: [] }))
    expect(await reasonOf(ask(client.url))).toBe('INVALID_PURPOSE')
  })

  test('with the certificate that is in its files now', async () => {
    const { url, shown } = await answering(await authority.sign(orders))
    const fetchOrders = createSubgraphFetch(readConfig(environment(url)))('orders')
    const asked = async () => {
      await (await fetchOrders(url, { method: 'POST', body: '{}' })).text()
      return shown.at(-1)
    }
    const before = await asked()
    await writeGatewayCertificate()
    await eventually(async () => expect(await asked()).not.toBe(before))
  })
})

test('clients are answered over TLS where a certificate for them is configured, also after its renewal', async () => {
  const renew = async () =>
    authority.write('public', await authority.sign({ name: 'public', names: ['localhost'], isClient: false }))
  const { certFile, keyFile } = await renew()
  const { gateway } = await useGateway({ PUBLIC_TLS_CERT_FILE: certFile, PUBLIC_TLS_KEY_FILE: keyFile })
  expect(gateway.url).toMatch(/^https:/)
  const ask = () =>
    new Promise<readonly [number | undefined, string | undefined]>((done, fail) => {
      const options = { agent: false, ca, servername: 'localhost' }
      const asking = request(`${gateway.url}/livez`, options, (answer) => {
        answer.resume()
        const socket = answer.socket as TLSSocket
        done([answer.statusCode, socket.getPeerX509Certificate()?.serialNumber])
      })
      asking.once('error', fail)
      asking.end()
    })
  const [status, serial] = await ask()
  expect(status).toBe(200)
  await renew()
  await eventually(async () => expect((await ask())[1]).not.toBe(serial))
  await expect(fetch(gateway.url.replace('https', 'http'))).rejects.toThrow()
})

describe('in production the gateway does not start', () => {
  const module = new URL('../src/config.ts', import.meta.url).href
  const start = (env: Record<string, string>) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `(await import('${module}')).readConfig(process.env); process.stdout.write('starts')`,
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, ...environment('https://orders:4001'), NODE_ENV: 'production', ...env },
      },
    )
  const faultsOf = (env: Record<string, string>) => {
    const { status, stderr, stdout } = start(env)
    return status === 0 ? stdout : stderr.trim().split('\n').slice(1).join('\n').trim()
  }

  test('in plain words to clients of other machines, unless somebody else encrypts', () => {
    expect(faultsOf({})).toBe('starts')
    expect(faultsOf({ HOST: '0.0.0.0' })).toBe(
      'PUBLIC_TLS_CERT_FILE: is needed in production beyond this machine, or PUBLIC_TLS_OFF_REASON',
    )
    expect(faultsOf({ HOST: '0.0.0.0', PUBLIC_TLS_OFF_REASON: 'the load balancer ends TLS' })).toBe('starts')
    const shown = { PUBLIC_TLS_CERT_FILE: '/tls/public.pem', PUBLIC_TLS_KEY_FILE: '/tls/public.key.pem' }
    expect(faultsOf({ HOST: '0.0.0.0', ...shown })).toBe('starts')
  })

  test('in plain words to a subgraph', () => {
    expect(faultsOf({ ORDERS_URL: 'http://orders:4001' })).toMatch(/^ORDERS_URL: /)
  })
})
