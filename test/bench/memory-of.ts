import { readdirSync, readFileSync } from 'node:fs'

/**
 * Bytes of memory of a process and all its descendants. Memory that several share, such as PostgreSQL's buffers, counts
 * once (proportional set size). Linux only: elsewhere the answer is 0.
 */
export function memoryOf(root: number): number {
  const parents = new Map<number, number>()
  for (const name of entries('/proc')) {
    const pid = Number(name)
    const stat = Number.isInteger(pid) ? read(`/proc/${pid}/stat`) : undefined
    if (stat) parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const descends = (pid: number): boolean => {
    if (pid === root) return true
    const parent = parents.get(pid)
    return parent !== undefined && parent > 1 && descends(parent)
  }
  let kibibytes = 0
  for (const pid of parents.keys()) {
    if (descends(pid)) kibibytes += Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0)
  }
  return kibibytes * 1024
}

function entries(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
