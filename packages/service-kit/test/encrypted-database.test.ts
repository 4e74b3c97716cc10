import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { IssuedCertificate } from '@erp/local'
import { databaseAdapter, loadConfig, serviceConfig } from '@erp/service-kit'
import { listenAs, useAuthority, yesterday } from '@erp/testing'
import pg from 'pg'
import { expect, it } from 'vitest'

const [authority, stranger] = [await useAuthority(), await useAuthority()]
const postgres = { name: 'postgres', names: ['postgres', '127.0.0.1'] }

/** Why a service with certificates does not send its password to whoever listens there. */
async function refusalOf(port: number): Promise<string> {
  const url = `postgresql://app:secret@127.0.0.1:${port}/erp`
  const config = loadConfig(serviceConfig, {
    PORT: '0',
    DATABASE_URL: url,
    RELAY_DATABASE_URL: url,
    NATS_URL: 'nats://127.0.0.1:4222',
    NATS_NKEY_SEED: 'SUAX',
    GATEWAY_SIGNING_KEY: 'k'.repeat(32),
    TOKEN_JWKS_FILE: '/keys.json',
    TLS_CA_FILE: authority.caFile,
    TLS_CERT_FILE: '/tls/sales.pem',
    TLS_KEY_FILE: '/tls/sales.key.pem',
  })
  const pool = new pg.Pool(databaseAdapter(config.DATABASE_URL))
  const outcome = await pool.query('select 1').then(
    () => 'answered',
    (error: Error) => error.message,
  )
  await pool.end()
  return outcome
}

const saying = (word: string) => async (socket: Socket) => {
  await once(socket, 'data')
  socket.write(word)
}

it('goes to no database that cannot prove its name by the authority, now', async () => {
  const listen = async (proof: Promise<IssuedCertificate>) => listenAs({ greet: saying('S'), proof: await proof })
  expect(await refusalOf(await listen(stranger.sign(postgres)))).toMatch(
    /signature failure|unable to verify|self-signed/,
  )
  expect(await refusalOf(await listen(authority.sign({ ...postgres, notAfter: yesterday() })))).toMatch(/has expired/)
  expect(await refusalOf(await listen(authority.sign({ name: 'identity' })))).toMatch(/does not match|not in the cert/)
})

it('goes to no database that speaks plainly', async () => {
  expect(await refusalOf(await listenAs({ greet: saying('N') }))).toBe('The server does not support SSL connections')
})

it('takes one that proves itself, and hears what it says', async () => {
  const fatal = Buffer.from('E\0\0\0\0SFATAL\0C28000\0Mno entry\0\0')
  fatal.writeInt32BE(fatal.length - 1, 1)
  const port = await listenAs({
    greet: saying('S'),
    proof: await authority.sign(postgres),
    answer: (socket) => socket.once('data', () => socket.end(fatal)),
  })
  expect(await refusalOf(port)).toBe('no entry')
})
