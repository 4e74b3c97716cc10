import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds the root package.json. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')

/** Everything a running system keeps on this machine; `ERP_LOCAL_DIRECTORY` moves it. */
export const localDirectory = resolve(process.env.ERP_LOCAL_DIRECTORY ?? join(repositoryRoot, '.local'))

/** Downloaded programs. They survive a reset, since they hold nothing of the user's. */
export const cacheDirectory = join(repositoryRoot, '.local', 'cache')

/** The services that own a database, in the order they are created, migrated and started. */
export const services = ['identity', 'finance', 'inventory', 'procurement', 'sales'] as const
export type ServiceName = (typeof services)[number]

export function isServiceName(text: string): text is ServiceName {
  return (services as readonly string[]).includes(text)
}

export function ensureDirectory(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}
