import { readFileSync, rmSync } from 'node:fs'

/**
 * A place where a test can stop this process dead. When the file named by ERP_CRASH_FILE holds exactly `name`
 * (`<service>:<point>:<label>`), the file is removed, so that the restarted process survives, and the process is killed
 * with SIGKILL. Without that variable nothing happens.
 */
export function crashPoint(name: string): void {
  const file = process.env.ERP_CRASH_FILE
  if (!file || wanted(file) !== name) return
  rmSync(file, { force: true })
  process.kill(process.pid, 'SIGKILL')
}

function wanted(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}
