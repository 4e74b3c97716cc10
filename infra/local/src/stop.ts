import { setTimeout as delay } from 'node:timers/promises'
import { isRunning } from './child-process.ts'
import { removeStackFile } from './stack-file.ts'
import { stopLeftovers } from './stop-leftovers.ts'
import { lastSupervisor, removeSupervisorFile, runningSupervisor } from './supervisor-file.ts'

/** Stops the running system in order, and whatever an interrupted one left behind. Returns whether anything ran. */
export async function stop(): Promise<boolean> {
  const last = lastSupervisor()
  const running = runningSupervisor()
  if (running) {
    process.kill(running.pid, 'SIGTERM')
    const deadline = Date.now() + 60_000
    while (Date.now() < deadline && isRunning(running.pid)) await delay(50)
    if (isRunning(running.pid)) process.kill(running.pid, 'SIGKILL')
  }
  const leftovers = await stopLeftovers(last)
  removeSupervisorFile()
  removeStackFile()
  return running !== undefined || leftovers > 0
}

if (import.meta.main) process.stdout.write((await stop()) ? 'Stopped.\n' : 'Nothing was running.\n')
