import { readdirSync, readFileSync } from 'node:fs'
import type { StackFile } from '@erp/local'

/** What the processes of a system use, by what they are: a service, nats-server, or PostgreSQL's work for one database. */
export type ByProcess = ReadonlyMap<string, number>

const clockTicksPerSecond = 100 // what Linux counts in for programs, whatever the kernel's own rate
const kibibyte = 1024

/** Milliseconds of processor time since each process began. Linux only: elsewhere the answer is empty. */
export function processorTime(stack: StackFile): ByProcess {
  return sumBy(stack, ({ pid, main }) => {
    const fields = statOf(pid)
    const own = Number(fields[11]) + Number(fields[12])
    const ended = main ? Number(fields[13]) + Number(fields[14]) : 0 // children that are gone, such as old sessions
    return ((own + ended) * 1000) / clockTicksPerSecond
  })
}

/** Bytes of memory; what several share, such as PostgreSQL's buffers, counts once (proportional set size). */
export function memory(stack: StackFile): ByProcess {
  return sumBy(stack, ({ pid }) => {
    const size = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1]
    return Number(size ?? 0) * kibibyte
  })
}

/** What was used between two readings. */
export function difference(before: ByProcess, after: ByProcess): ByProcess {
  return new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]))
}

export function total(figures: ByProcess): number {
  return [...figures.values()].reduce((sum, value) => sum + value, 0)
}

interface SystemProcess {
  readonly pid: number
  /** Whether it is the one that was started, not a child of it. */
  readonly main: boolean
}

function sumBy(stack: StackFile, figure: (process: SystemProcess) => number): ByProcess {
  const sums = new Map<string, number>()
  const add = (name: string, process: SystemProcess) => {
    sums.set(name, (sums.get(name) ?? 0) + figure(process))
  }
  const parents = [{ name: 'supervisor', pid: stack.supervisorPid }, ...stack.processes]
  for (const { name, pid } of parents) add(name, { pid, main: true })
  const postgres = stack.processes.find(({ name }) => name === 'postgres')
  for (const pid of postgres ? childrenOf(postgres.pid) : []) add(databaseOf(pid) ?? 'postgres', { pid, main: false })
  return sums
}

/** The sessions of a database call themselves `postgres: <role> <database> …`. */
function databaseOf(pid: number): string | undefined {
  const database = /^postgres: \w+ (erp_\w+) /.exec(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))?.[1]
  return database && `postgres for ${database.slice('erp_'.length)}`
}

function childrenOf(parent: number): number[] {
  const pids = entries('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => Number(statOf(pid)[1]) === parent)
}

/** The fields of /proc/<pid>/stat after the name: state, parent, … */
function statOf(pid: number): string[] {
  const line = read(`/proc/${pid}/stat`)
  return line === '' ? Array.from({ length: 20 }, () => '0') : line.slice(line.lastIndexOf(')') + 2).split(' ')
}

function entries(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
