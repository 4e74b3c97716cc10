import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

const secrets = [
  'password',
  'passwordHash',
  'accessToken',
  'refreshToken',
  'token',
  'authorization',
  'signature',
  'cookie',
  'natsSeed',
  'signingKey',
  'databaseUrl',
]

/** The service's logger: JSON lines on standard output, secrets replaced at the top level and up to two levels down. */
export function createLogger(service: string, level = 'info', destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]).concat('headers["x-erp-signature"]'),
      censor: '[hidden]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
