import { setTimeout as delay } from 'node:timers/promises'
import { commandLineOf, isRunning } from './child-process.ts'
import { repositoryRoot } from './repository.ts'
import type { SupervisorFile } from './supervisor-file.ts'

/**
 * Ends processes of a system whose supervisor died. A process id may belong to somebody else by now, so only what was
 * started from this repository is touched.
 */
export async function stopLeftovers(supervisor: SupervisorFile | undefined): Promise<number> {
  const leftovers = (supervisor?.processes ?? []).filter(({ pid }) => isRunning(pid) && isOurs(pid))
  for (const { pid, name } of leftovers) signal(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM')
  const deadline = Date.now() + 15_000
  while (Date.now() < deadline && leftovers.some(({ pid }) => isRunning(pid))) await delay(50)
  for (const { pid } of leftovers) if (isRunning(pid)) signal(pid, 'SIGKILL')
  return leftovers.length
}

function isOurs(pid: number): boolean {
  return commandLineOf(pid)?.includes(repositoryRoot) ?? false
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended in this very moment.
  }
}
