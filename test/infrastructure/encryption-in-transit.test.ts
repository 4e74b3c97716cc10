import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { request as askPlain } from 'node:http'
import { request as askEncrypted, type RequestOptions } from 'node:https'
import { connect as connectSocket } from 'node:net'
import { dirname, join } from 'node:path'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import {
  type CertificateRequest,
  certificateFiles,
  connectionUrl,
  inboxPrefix,
  type NatsUser,
  openAuthority,
  repositoryRoot,
  type ServiceName,
  services,
  verifySystem,
} from '@erp/local'
import { signatureHeader, signSubgraphRequest } from '@erp/service-kit'
import { eventually } from '@erp/testing'
import { connect, nkeyAuthenticator, type TlsOptions } from '@nats-io/transport-node'
import { Client, type ClientConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBenchSystem } from '../bench/bench-system.ts'

/** A system of this file's own, started and loaded with demo data as `npm start` does it. */
const started = createBenchSystem()
beforeAll(() => started.start(), 300_000)
afterAll(() => started.remove(), 120_000)

const directory = () => dirname(started.stack().logDirectory)
const tlsDirectory = () => join(directory(), 'tls')
const secrets = () =>
  JSON.parse(readFileSync(join(directory(), 'secrets.json'), 'utf8')) as {
    readonly gatewaySigningKey: string
    readonly natsUsers: readonly NatsUser[]
  }
const urlOf = (name: string) => started.stack().processes.find((one) => one.name === name)?.url ?? ''

interface Proof {
  readonly ca: string
  readonly cert?: string
  readonly key?: string
}

const proofOf = (name: string): Proof => {
  const { caFile, certFile, keyFile } = certificateFiles(name, tlsDirectory())
  return { ca: readFileSync(caFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}
const withoutCertificate = (): Proof => ({ ca: proofOf('operator').ca })

const day = 24 * 60 * 60 * 1_000
const valid = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) }
const expired = { notBefore: new Date(Date.now() - 2 * day), notAfter: new Date(Date.now() - day) }

/** What the authority of the system, or another one of the same name, would sign. */
async function signed(
  request: Pick<CertificateRequest, 'name' | 'notBefore' | 'notAfter'>,
  by = tlsDirectory(),
): Promise<Proof> {
  const issued = await (await openAuthority(by)).issue({ names: [], isClient: true, ...request })
  return { ca: proofOf('operator').ca, cert: issued.certificate, key: issued.key }
}
const strangers = () => join(directory(), 'strangers')

test('the whole system works over encrypted connections, and none of its sessions is plain', async () => {
  const { databases, postgresUrl } = started.stack()
  const url = (service: ServiceName) => connectionUrl(postgresUrl, databases[service].name)
  await eventually(
    async () => {
      const findings = await verifySystem(Object.fromEntries(services.map((one) => [one, url(one)])) as never)
      expect(findings.filter(({ breaks }) => breaks.length > 0)).toEqual([])
      expect(findings.length).toBeGreaterThanOrEqual(70)
    },
    { withinMs: 25_000, everyMs: 1_000 },
  )
  const controller = await started.logInAs('controller')
  const { purchaseOrder } = await controller.query<{ purchaseOrder: { goodsReceipts: { nodes: object[] } } }>(
    '{ purchaseOrder(number: "PO-2026-000001") { goodsReceipts { nodes { vouchers { number } } } } }',
  )
  expect(purchaseOrder.goodsReceipts.nodes[0]).toMatchObject({ vouchers: [{ number: expect.any(String) }] })

  const client = new Client({ connectionString: postgresUrl })
  await client.connect()
  const { rows } = await client.query<{ name: string; ssl: boolean }>(
    `select distinct application_name as name, ssl from pg_stat_ssl join pg_stat_activity using (pid)
     where client_addr is not null and application_name <> '' order by name`,
  )
  await client.end()
  const names = rows.map(({ name }) => name)
  for (const service of services) expect(names).toEqual(expect.arrayContaining([service, `${service}:relay`]))
  expect(rows.filter(({ ssl }) => !ssl)).toEqual([])
})

describe('PostgreSQL', () => {
  const outcome = async (ssl: ClientConfig['ssl']) => {
    const address = new URL(started.stack().databases.finance.app)
    address.search = ''
    const client = new Client({ connectionString: address.href, ssl })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return (await client.query<{ answer: number }>('select 1 as answer')).rows[0]?.answer
    } catch (error) {
      return (error as Error).message
    } finally {
      await client.end()
    }
  }

  test('takes no password over a plain connection', async () => {
    expect(await outcome(false)).toMatch(/no pg_hba.conf entry .* no encryption/)
    expect(await outcome({ ca: proofOf('operator').ca })).toBe(1)
  })

  test('is not believed under another authority, nor under another name', async () => {
    const { certificate } = await openAuthority(strangers())
    expect(await outcome({ ca: certificate })).toMatch(/unable to verify|signature failure|self-signed/)
    expect(await outcome({ ca: proofOf('operator').ca, servername: 'identity' } as never)).toMatch(
      /Host: identity. is not in the cert/,
    )
  })

  test('gives connection strings that verify to whoever makes reports', () => {
    for (const { report } of Object.values(started.stack().databases)) {
      const { searchParams } = new URL(report)
      expect(searchParams.get('sslmode')).toBe('verify-full')
      expect(searchParams.get('sslrootcert')).toBe(certificateFiles('postgres', tlsDirectory()).caFile)
    }
  })
})

describe('NATS', () => {
  const outcome = async (tls: Proof | null, name: ServiceName = 'sales') => {
    const user = secrets().natsUsers.find((one) => one.name === name)
    try {
      const connection = await connect({
        servers: started.stack().natsUrl,
        authenticator: nkeyAuthenticator(new TextEncoder().encode(user?.seed)),
        inboxPrefix: inboxPrefix(name),
        reconnect: false,
        timeout: 5_000,
        ...(tls === null ? { tls } : { tls: tls as TlsOptions }),
      })
      await connection.flush()
      await connection.close()
      return 'connected'
    } catch (error) {
      return error instanceof Error ? 'refused' : error
    }
  }

  test('takes a service with its seed and a certificate of the authority, and not with one of the two', async () => {
    expect(await outcome(proofOf('sales'))).toBe('connected')
    expect(await outcome(null)).toBe('refused')
    expect(await outcome(withoutCertificate())).toBe('refused')
  })

  test('refuses the certificate of another authority, and one that has ended', async () => {
    expect(await outcome(await signed({ name: 'sales', ...valid }))).toBe('connected')
    expect(await outcome(await signed({ name: 'sales', ...valid }, strangers()))).toBe('refused')
    expect(await outcome(await signed({ name: 'sales', ...expired }))).toBe('refused')
  })

  test('is not believed under another authority', async () => {
    const { certificate } = await openAuthority(strangers())
    expect(await outcome({ ...proofOf('sales'), ca: certificate })).toBe('refused')
  })
})

describe('a subgraph', () => {
  const body = JSON.stringify({ query: '{ __typename }' })

  /** Asks finance with a signature as the gateway makes it; the status, or that there was no answer. */
  const outcome = (proof: Proof | 'plain', { path = '/graphql', servername = 'finance' } = {}) =>
    new Promise<number | 'refused'>((done) => {
      const url = new URL(path, urlOf('finance'))
      const options: RequestOptions = {
        method: path === '/graphql' ? 'POST' : 'GET',
        agent: false,
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: signSubgraphRequest(secrets().gatewaySigningKey, { body }),
        },
        ...(proof === 'plain' ? {} : { ...proof, servername }),
      }
      if (proof === 'plain') url.protocol = 'http:'
      const request = (proof === 'plain' ? askPlain : askEncrypted)(url, options, (answer) => {
        answer.resume()
        done(answer.statusCode ?? 0)
      })
      request.once('error', () => done('refused'))
      request.end(path === '/graphql' ? body : undefined)
    })

  test('answers the gateway, and nobody without a certificate or over a plain connection', async () => {
    expect(await outcome(proofOf('gateway'))).toBe(200)
    expect(await outcome('plain')).toBe('refused')
    expect(await outcome(withoutCertificate())).toBe('refused')
    expect(await outcome(withoutCertificate(), { path: '/readyz' })).toBe('refused')
  })

  test('refuses the certificate of another authority, and one that has ended', async () => {
    expect(await outcome(await signed({ name: 'gateway', ...valid }))).toBe(200)
    expect(await outcome(await signed({ name: 'gateway', ...valid }, strangers()))).toBe('refused')
    expect(await outcome(await signed({ name: 'gateway', ...expired }))).toBe('refused')
  })

  test('answers no other process in the place of the gateway, even with its signature', async () => {
    for (const name of ['inventory', 'operator']) expect(await outcome(proofOf(name))).toBe(401)
    expect(await outcome(proofOf('inventory'), { path: '/files/UPLOAD.x' })).toBe(401)
    expect(await outcome(proofOf('operator'), { path: '/readyz' })).toBe(200)
  })

  test('cannot pass for another subgraph', async () => {
    expect(await outcome(proofOf('gateway'), { servername: 'identity' })).toBe('refused')
  })
})

test('private keys are readable by nobody but their process', () => {
  const keys = readdirSync(tlsDirectory()).filter((name) => name.endsWith('.key.pem'))
  expect(keys).toHaveLength(11)
  expect(keys.filter((name) => (statSync(join(tlsDirectory(), name)).mode & 0o777) !== 0o600)).toEqual([])
})

test('certificates renewed by command are shown without a restart, and the system works on', async () => {
  const { processes, natsUrl, postgresUrl } = started.stack()
  const serialOver = (options: ConnectionOptions) =>
    new Promise<string | undefined>((done, fail) => {
      const socket = connectTls({ ...proofOf('gateway'), ...options }, () => {
        done(socket.getPeerX509Certificate()?.serialNumber)
        socket.destroy()
      })
      socket.once('error', fail)
    })
  /** The two servers begin in plain words: PostgreSQL asked for TLS says S, NATS says who it is. */
  const serialAfterGreeting = async (url: string, greeting: Uint8Array, servername: string) => {
    const { hostname, port } = new URL(url.replace(/^tls/, 'http'))
    const socket = connectSocket(Number(port), hostname)
    socket.write(greeting)
    await once(socket, 'data')
    return serialOver({ socket, servername })
  }
  const sslRequest = Uint8Array.from([0, 0, 0, 8, 4, 210, 22, 47])
  const shown = () =>
    Promise.all([
      ...services.map((servername) => {
        const { hostname, port } = new URL(urlOf(servername))
        return serialOver({ host: hostname, port: Number(port), servername })
      }),
      serialAfterGreeting(postgresUrl, sslRequest, 'postgres'),
      serialAfterGreeting(natsUrl, new Uint8Array(), 'nats-server'),
    ])

  const before = await shown()
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(repositoryRoot, 'infra/local/src/certificates-command.ts'), '--renew'],
    { env: { ...process.env, ERP_LOCAL_DIRECTORY: directory() } },
  )
  expect(stdout.match(/ until \d{4}-\d\d-\d\d new /g)).toHaveLength(10)
  await eventually(
    async () => {
      const after = await shown()
      expect(after.filter((serial, index) => serial === before[index])).toEqual([])
    },
    { withinMs: 20_000 },
  )
  const auditor = await started.logInAs('auditor')
  expect(await auditor.query('{ me { user { username } } }')).toEqual({ me: { user: { username: 'auditor' } } })
  expect(started.stack().processes).toEqual(processes)
})
