import { join } from 'node:path'
import { certificateFiles } from './certificates.ts'
import { startProgram } from './child-process.ts'
import { connectNats, natsUrlOf, startNatsServer } from './nats-server.ts'
import type { NatsUser } from './nats-users.ts'
import { startPostgres } from './postgres.ts'
import { provision } from './provision.ts'
import { localDirectory } from './repository.ts'
import type { Secrets } from './secrets.ts'
import type { Part } from './supervisor.ts'
import { type ProcessName, type SystemSettings, systemProgram, untilReady, urlOf } from './system-programs.ts'

export const logDirectory = join(localDirectory, 'logs')

export function postgresPart(port: number, secrets: Secrets): Part {
  const logFile = join(logDirectory, 'postgres.log')
  return {
    name: 'postgres',
    url: `postgresql://127.0.0.1:${port}`,
    logFile,
    start: () =>
      startPostgres({
        dataDirectory: join(localDirectory, 'postgres'),
        port,
        superuserPassword: secrets.superuserPassword,
        logFile,
        tls: certificateFiles('postgres'),
      }),
  }
}

/** A nats-server that has lost its store gets its streams again as soon as it is back. */
export function natsPart(binary: string, port: number, secrets: Secrets): Part {
  const logFile = join(logDirectory, 'nats-server.log')
  const url = natsUrlOf(port, true)
  return {
    name: 'nats-server',
    url,
    logFile,
    start: async () => {
      const server = await startNatsServer({
        binary,
        directory: join(localDirectory, 'nats'),
        port,
        accounts: [{ name: 'ERP', users: secrets.natsUsers }],
        logFile,
        tls: certificateFiles('nats-server'),
      })
      try {
        await provisionStreams(url, secrets.natsUsers)
      } catch (error) {
        await server.stop()
        throw error
      }
      return server
    },
  }
}

export async function provisionStreams(url: string, users: readonly NatsUser[], update = false) {
  const provisioner = users.find((user) => user.name === 'provisioner')
  if (!provisioner) throw new Error('There is no NATS user that may create streams.')
  const connection = await connectNats(url, provisioner, false)
  try {
    return await provision(connection, { update })
  } finally {
    await connection.close()
  }
}

export function systemPart(name: ProcessName, settings: SystemSettings): Part {
  const options = systemProgram(name, settings)
  const url = urlOf(name, settings)
  return {
    name,
    url,
    logFile: options.logFile,
    start: async () => {
      const program = startProgram(options)
      try {
        await untilReady(program, url, options.logFile)
      } catch (error) {
        await program.stop(2_000)
        throw error
      }
      return program
    },
  }
}
