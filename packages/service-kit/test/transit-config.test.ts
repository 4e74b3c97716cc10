import { databaseAdapter, describeFaults, loadConfig, serviceConfig, tlsFilesOf } from '@erp/service-kit'
import { expect, it } from 'vitest'

const plain = {
  PORT: '4001',
  DATABASE_URL: 'postgresql://a@db/c',
  RELAY_DATABASE_URL: 'postgresql://r@db/c?application_name=relay',
  NATS_URL: 'nats://broker:4222',
  NATS_NKEY_SEED: 'SUAX',
  GATEWAY_SIGNING_KEY: 'k'.repeat(32),
  TOKEN_JWKS_FILE: '/keys.json',
}
const files = { TLS_CA_FILE: '/tls/ca file.pem', TLS_CERT_FILE: '/tls/sales.pem', TLS_KEY_FILE: '/tls/sales.key.pem' }

const faultsOf = (env: Record<string, string>) => {
  const { error } = serviceConfig.safeParse({ ...plain, ...env })
  return error ? describeFaults(error).split('\n').slice(1) : []
}

it('starts without certificates outside production only', () => {
  expect(faultsOf({})).toEqual([])
  expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
    '  TLS_CA_FILE: is needed in production, or TLS_OFF_REASON',
    '  TLS_CERT_FILE: is needed in production, or TLS_OFF_REASON',
    '  TLS_KEY_FILE: is needed in production, or TLS_OFF_REASON',
    '  DATABASE_URL: must say sslmode=verify-full, or have TLS_CA_FILE',
    '  RELAY_DATABASE_URL: must say sslmode=verify-full, or have TLS_CA_FILE',
  ])
})

it('is switched off in production by a reason, not by a word, and not beside certificates', () => {
  expect(faultsOf({ NODE_ENV: 'production', TLS_OFF_REASON: 'the mesh encrypts between pods' })).toEqual([])
  expect(faultsOf({ NODE_ENV: 'production', TLS_OFF_REASON: 'yes' })).toEqual([
    '  TLS_OFF_REASON: must say in at least 10 characters who encrypts instead',
  ])
  expect(faultsOf({ ...files, TLS_OFF_REASON: 'the mesh encrypts between pods' })).toEqual([
    '  TLS_OFF_REASON: may not stand beside TLS_CA_FILE and TLS_CERT_FILE and TLS_KEY_FILE',
  ])
})

it('takes all three files or none', () => {
  expect(faultsOf({ TLS_CERT_FILE: '/tls/sales.pem' })).toEqual([
    '  TLS_CA_FILE: is needed with TLS_CERT_FILE',
    '  TLS_KEY_FILE: is needed with TLS_CERT_FILE',
  ])
  const config = loadConfig(serviceConfig, { ...plain, ...files })
  expect(tlsFilesOf(config)).toEqual({
    caFile: files.TLS_CA_FILE,
    certFile: files.TLS_CERT_FILE,
    keyFile: files.TLS_KEY_FILE,
  })
})

it('verifies databases by the same authority, unless a connection string says how', () => {
  const own = 'postgresql://a@db/c?sslmode=verify-full&sslrootcert=/own.pem'
  const config = loadConfig(serviceConfig, { ...plain, ...files, NODE_ENV: 'production' })
  const verified = 'sslmode=verify-full&sslrootcert=%2Ftls%2Fca%20file.pem'
  expect(config.DATABASE_URL).toBe(`postgresql://a@db/c?${verified}`)
  expect(config.RELAY_DATABASE_URL).toBe(`postgresql://r@db/c?application_name=relay&${verified}`)
  expect(loadConfig(serviceConfig, { ...plain, ...files, DATABASE_URL: own }).DATABASE_URL).toBe(own)
  expect(databaseAdapter(own).connectionString).toBe(own)
})

it('refuses a production database that is not verified, whatever certificates there are', () => {
  const weak = { ...files, NODE_ENV: 'production', RELAY_DATABASE_URL: 'postgresql://r@db/c?sslmode=verify-full' }
  for (const sslmode of ['disable', 'prefer', 'require', 'no-verify']) {
    expect(faultsOf({ ...weak, DATABASE_URL: `postgresql://a@db/c?sslmode=${sslmode}` })).toEqual([
      '  DATABASE_URL: must say sslmode=verify-full, or have TLS_CA_FILE',
    ])
  }
})
