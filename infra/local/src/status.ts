import { runningSupervisor } from './supervisor-file.ts'
import { isReady } from './system-programs.ts'

/** Prints one line a process: whether it is ready, how often it was started again, and where its log is. */
const supervisor = runningSupervisor()
if (!supervisor) {
  process.stdout.write('Nothing is running. "npm start" starts it.\n')
  process.exitCode = 1
} else {
  const lines = await Promise.all(
    supervisor.processes.map(async ({ name, pid, url, restarts, logFile }) => {
      const state = url.startsWith('http') ? ((await isReady(name, url)) ? 'ready' : 'NOT READY') : 'running'
      return [
        name.padEnd(12),
        state.padEnd(10),
        `pid ${pid}`.padEnd(12),
        `restarts ${restarts}`.padEnd(12),
        logFile,
      ].join(' ')
    }),
  )
  process.stdout.write(`${lines.join('\n')}\n`)
}
