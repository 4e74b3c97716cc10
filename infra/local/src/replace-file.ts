import { chownSync, existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file as a whole: readers see the old one or the new one. It stays the property of whom it was. */
export function replaceFile(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.new`
  writeFileSync(beside, text, { mode })
  if (existsSync(path) && process.getuid?.() === 0) {
    const { uid, gid } = statSync(path)
    chownSync(beside, uid, gid)
  }
  renameSync(beside, path)
}
