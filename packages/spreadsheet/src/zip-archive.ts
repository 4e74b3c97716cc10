import { inflateRawSync } from 'node:zlib'

/** What is wrong with a workbook, thrown within this package and answered as a refusal at its edge. */
export class Unreadable extends Error {
  readonly problem: 'NOT_A_WORKBOOK' | 'TOO_LARGE' | 'MALFORMED'
  constructor(problem: Unreadable['problem'], options?: ErrorOptions) {
    super(problem, options)
    this.problem = problem
  }
}

/** The parts of an archive by name; each is inflated when it is asked for, all within one budget. */
export interface Archive {
  readonly part: (name: string) => string | undefined
}

const endOfDirectory = 0x06054b50
const directoryEntry = 0x02014b50
const localEntry = 0x04034b50
const longestComment = 65_535
const mostParts = 1_000

interface Entry {
  readonly method: number
  readonly encrypted: boolean
  readonly compressedSize: number
  readonly headerAt: number
}

/**
 * Opens a zip archive by its directory. No size it states is believed: what is inflated stops at `mostBytes` for all parts
 * together, which also bounds parts that overlap or are read twice.
 */
export function openArchive(bytes: Buffer, mostBytes: number): Archive {
  const entries = readDirectory(bytes)
  let left = mostBytes
  return {
    part(name) {
      const entry = entries.get(name)
      if (!entry) return undefined
      const inflated = inflate(bytes, entry, left)
      left -= inflated.length
      return inflated.toString('utf8')
    },
  }
}

function readDirectory(bytes: Buffer): ReadonlyMap<string, Entry> {
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  let position = bytes.readUInt32LE(end + 16)
  if (count > mostParts) throw new Unreadable('TOO_LARGE')
  const entries = new Map<string, Entry>()
  for (let index = 0; index < count; index += 1) {
    if (position + 46 > bytes.length || bytes.readUInt32LE(position) !== directoryEntry)
      throw new Unreadable('MALFORMED')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => bytes.readUInt16LE(position + at))
    const nameEnd = position + 46 + (nameLength ?? 0)
    const name = bytes.toString('utf8', position + 46, nameEnd)
    // Two parts of one name are read differently by different programs: nobody who means well writes them.
    if (entries.has(name)) throw new Unreadable('MALFORMED')
    entries.set(name, {
      encrypted: (bytes.readUInt16LE(position + 8) & 1) === 1,
      method: bytes.readUInt16LE(position + 10),
      compressedSize: bytes.readUInt32LE(position + 20),
      headerAt: bytes.readUInt32LE(position + 42),
    })
    position = nameEnd + (extraLength ?? 0) + (commentLength ?? 0)
  }
  return entries
}

function findEnd(bytes: Buffer): number {
  const earliest = Math.max(0, bytes.length - 22 - longestComment)
  for (let position = bytes.length - 22; position >= earliest; position -= 1) {
    if (bytes.readUInt32LE(position) === endOfDirectory) return position
  }
  throw new Unreadable('NOT_A_WORKBOOK')
}

function inflate(bytes: Buffer, { method, encrypted, compressedSize, headerAt }: Entry, most: number): Buffer {
  if (headerAt + 30 > bytes.length || bytes.readUInt32LE(headerAt) !== localEntry) throw new Unreadable('MALFORMED')
  if (encrypted || (method !== 0 && method !== 8)) throw new Unreadable('MALFORMED')
  const start = headerAt + 30 + bytes.readUInt16LE(headerAt + 26) + bytes.readUInt16LE(headerAt + 28)
  if (start + compressedSize > bytes.length) throw new Unreadable('MALFORMED')
  const compressed = bytes.subarray(start, start + compressedSize)
  if (method === 0 ? compressedSize > most : most < 1) throw new Unreadable('TOO_LARGE')
  if (method === 0) return compressed
  try {
    return inflateRawSync(compressed, { maxOutputLength: most })
  } catch (cause) {
    const tooLarge = (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new Unreadable(tooLarge ? 'TOO_LARGE' : 'MALFORMED', { cause })
  }
}
