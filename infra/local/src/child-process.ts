import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface ProgramOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  /** Standard output and error are appended here. */
  readonly logFile: string
  /** Runs as this user; only root may ask for another. */
  readonly user?: { readonly uid: number; readonly gid: number }
  /** What asks this program to finish, also when the process that started it dies without a word. */
  readonly stopSignal: NodeJS.Signals
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Program {
  readonly name: string
  readonly pid: number
  readonly exited: Promise<Exit>
  readonly hasExited: () => boolean
  /** Asks it to finish, and kills it when it has not after `graceMs`. */
  readonly stop: (graceMs?: number) => Promise<Exit>
  readonly signal: (signal: NodeJS.Signals) => void
}

/**
 * Starts a program in a session of its own, so that Ctrl-C in the terminal reaches only its parent, which then stops
 * everything in order.
 */
export function startProgram(options: ProgramOptions): Program {
  mkdirSync(dirname(options.logFile), { recursive: true })
  const log = openSync(options.logFile, 'a')
  const child = spawn(options.command, [...options.args], {
    detached: true,
    stdio: ['ignore', log, log],
    ...(options.environment ? { env: options.environment } : {}),
    ...(options.workingDirectory ? { cwd: options.workingDirectory } : {}),
    ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
  })
  closeSync(log)
  let exit: Exit | undefined
  const exited = new Promise<Exit>((done) => {
    const finish = (outcome: Exit) => {
      exit ??= outcome
      done(exit)
    }
    child.once('exit', (code, signal) => finish({ code, signal }))
    child.once('error', () => finish({ code: 127, signal: null }))
  })
  if (child.pid === undefined) throw new Error(`${options.name} could not be started: ${options.command}`)
  const pid = child.pid
  const guard = stopWhenThisProcessDies(pid, options.stopSignal)
  void exited.then(() => guard?.kill('SIGKILL'))

  const signal = (name: NodeJS.Signals) => {
    if (exit === undefined) child.kill(name)
  }
  const stop = async (graceMs = 10_000) => {
    signal(options.stopSignal)
    const timer = setTimeout(() => signal('SIGKILL'), graceMs)
    const outcome = await exited
    clearTimeout(timer)
    return outcome
  }
  return { name: options.name, pid, exited, hasExited: () => exit !== undefined, stop, signal }
}

/**
 * A shell that waits on a pipe only this process holds: the pipe breaks when this process dies, even by SIGKILL, and
 * the shell then stops the program, so that no server is left behind without an owner.
 */
function stopWhenThisProcessDies(pid: number, stopSignal: NodeJS.Signals): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined
  const script = 'while read -r _; do :; done; kill -s "$1" "$2"'
  const guard = spawn('/bin/sh', ['-c', script, 'guard', stopSignal.replace('SIG', ''), String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.once('error', () => undefined)
  guard.unref()
  if (guard.stdin && 'unref' in guard.stdin) (guard.stdin as unknown as { unref: () => void }).unref()
  return guard
}

/** True while a process with this id runs; a zombie, which only its parent can remove, does not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return processState(pid) !== 'Z'
}

/** The command line of a running process, or undefined where the system does not tell. */
export function commandLineOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return undefined
  }
}

function processState(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).charAt(0)
  } catch {
    return undefined
  }
}
