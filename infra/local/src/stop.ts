import { setTimeout as delay } from 'node:timers/promises'
import { isRunning } from './child-process.ts'
import { readStackFile, removeStackFile, runningStack } from './stack-file.ts'
import { stopLeftovers } from './stop-leftovers.ts'

/** Stops the running system in order, and whatever an interrupted one left behind. Returns whether anything ran. */
export async function stop(): Promise<boolean> {
  const stack = readStackFile()
  const running = runningStack()
  if (running) {
    process.kill(running.supervisorPid, 'SIGTERM')
    const deadline = Date.now() + 60_000
    while (Date.now() < deadline && isRunning(running.supervisorPid)) await delay(50)
    if (isRunning(running.supervisorPid)) process.kill(running.supervisorPid, 'SIGKILL')
  }
  const leftovers = await stopLeftovers(stack)
  removeStackFile()
  return running !== undefined || leftovers > 0
}

if (import.meta.main) process.stdout.write((await stop()) ? 'Stopped.\n' : 'Nothing was running.\n')
