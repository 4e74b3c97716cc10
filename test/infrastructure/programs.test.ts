import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createSupervisor, isRunning, type Part, startProgram } from '@erp/local'
import { eventually } from '@erp/testing'
import { afterAll, expect, test } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'erp-programs-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function sleeper(name: string): Part & { readonly pids: number[] } {
  const pids: number[] = []
  return {
    name,
    url: '',
    logFile: join(directory, `${name}.log`),
    pids,
    start: async () => {
      const program = startProgram({
        name,
        command: 'sleep',
        args: ['600'],
        logFile: join(directory, `${name}.log`),
        stopSignal: 'SIGTERM',
      })
      pids.push(program.pid)
      return program
    },
  }
}

test('a process that is killed is started again, and stopping stops it for good', async () => {
  const events: string[] = []
  const supervisor = createSupervisor(
    (event) => events.push(event),
    () => undefined,
  )
  const part = sleeper('steady')
  await supervisor.run(part)
  process.kill(part.pids[0] ?? 0, 'SIGKILL')
  await eventually(() => expect(supervisor.states()).toMatchObject([{ pid: part.pids[1], restarts: 1 }]))
  expect(part.pids[1]).not.toBe(part.pids[0])
  expect(events).toEqual([`steady has ended and is started again; its log is ${part.logFile}`, 'steady runs again'])

  await supervisor.stop([['steady']])
  expect(part.pids.map(isRunning)).toEqual([false, false])
  await new Promise((done) => setTimeout(done, 500))
  expect(part.pids).toHaveLength(2)
})

test('groups are stopped one after the other', async () => {
  const supervisor = createSupervisor(
    () => undefined,
    () => undefined,
  )
  const stopped: string[] = []
  for (const name of ['database', 'service', 'gateway']) {
    const part = sleeper(name)
    await supervisor.run({
      ...part,
      start: async () => {
        const program = await part.start()
        return { ...program, stop: () => program.stop().then(() => stopped.push(name)) }
      },
    })
  }
  await supervisor.stop([['gateway'], ['service'], ['database']])
  expect(stopped).toEqual(['gateway', 'service', 'database'])
})

test('a program does not outlive the process that started it, even when that is killed', async () => {
  const pidFile = join(directory, 'pid')
  const source = `
    import { writeFileSync } from 'node:fs'
    import { startProgram } from ${JSON.stringify(join(import.meta.dirname, '../../infra/local/src/child-process.ts'))}
    const program = startProgram({ name: 'child', command: 'sleep', args: ['600'], logFile: '/dev/null', stopSignal: 'SIGTERM' })
    writeFileSync(${JSON.stringify(pidFile)}, String(program.pid))
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'ignore' })
  const pid = await eventually(() => {
    const text = readFileSync(pidFile, 'utf8')
    expect(text).toMatch(/^\d+$/)
    return Number(text)
  })
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  await eventually(() => expect(isRunning(pid)).toBe(false))
})

test('a zombie does not count as running', async () => {
  // By the time its child ends the shell has become something that never waits for it, and leaves it a zombie.
  const shell = spawn('/bin/sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const pid = await new Promise<number>((done) => shell.stdout.once('data', (text) => done(Number(text))))
  await eventually(async () => {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)])
    expect(stdout.trim()).toMatch(/^Z/)
  })
  expect(isRunning(pid)).toBe(false)
  shell.kill('SIGKILL')
})
