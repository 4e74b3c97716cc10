import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory, localDirectory } from './repository.ts'
import { stop } from './stop.ts'

/** Stops everything and removes what it kept: databases, streams, keys, logs. Downloaded programs stay. */
await stop()
if (existsSync(localDirectory)) {
  for (const name of readdirSync(localDirectory)) {
    const path = join(localDirectory, name)
    if (path !== cacheDirectory) rmSync(path, { recursive: true, force: true })
  }
}
process.stdout.write('Everything is removed. "npm start" begins afresh.\n')
