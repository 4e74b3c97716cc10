import { createRequire } from 'node:module'
import type * as runtime from '@prisma/client-runtime-utils'
import { types } from 'pg'

/** The very class of the generated clients, which load it as CommonJS: as a module it would be another one. */
const { Decimal }: typeof runtime = createRequire(import.meta.url)('@prisma/client-runtime-utils')

/**
 * Values between raw statements and PostgreSQL exactly as Prisma turns them, so that a store reads the same whichever way
 * its statement goes: bigint for int8, Decimal for numeric, Date for dates and instants, and JSON parsed.
 */
const scalars: Readonly<Record<number, (text: string) => unknown>> = {
  [types.builtins.INT8]: BigInt,
  [types.builtins.OID]: BigInt,
  [types.builtins.NUMERIC]: (text) => new Decimal(text),
  [types.builtins.DATE]: (text) => new Date(text),
  [types.builtins.TIMESTAMP]: (text) => new Date(`${text.replace(' ', 'T')}Z`),
  [types.builtins.TIMESTAMPTZ]: (text) => new Date(text.replace(' ', 'T').replace(/[+-]\d{2}(:\d{2})?$/, 'Z')), // sessions are in UTC
  [types.builtins.TIME]: (text) => new Date(`1970-01-01T${text}Z`),
  [types.builtins.INTERVAL]: String,
  [types.builtins.JSON]: (text) => JSON.parse(text),
  [types.builtins.JSONB]: (text) => JSON.parse(text),
  [types.builtins.BYTEA]: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
}

/** Which array type holds which of them. */
const arrays: readonly (readonly [array: number, element: number])[] = [
  [1016, types.builtins.INT8],
  [1231, types.builtins.NUMERIC],
  [1182, types.builtins.DATE],
  [1115, types.builtins.TIMESTAMP],
  [1185, types.builtins.TIMESTAMPTZ],
  [199, types.builtins.JSON],
  [3807, types.builtins.JSONB],
]

const textArray: number = 1009
const parseTexts: (text: string) => readonly (string | null)[] = types.getTypeParser(textArray)

function parseArray(text: string, parse: (element: string) => unknown): unknown[] {
  return parseTexts(text).map((element) => (element === null ? null : parse(element)))
}

const parsers = new Map<number, (text: string) => unknown>([
  ...Object.entries(scalars).map(([type, parse]) => [Number(type), parse] as const),
  ...arrays.map(([type, element]) => [type, (text: string) => parseArray(text, scalars[element] ?? String)] as const),
])

/** For `pg`: how the columns of a row are read. */
export const readAsPrisma = {
  getTypeParser: (type: number) => parsers.get(type) ?? types.getTypeParser(type),
}

/** A parameter as `pg` sends it; instants without an offset, because sessions are in UTC. */
export function asParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().slice(0, -1).replace('T', ' ')
  if (Decimal.isDecimal(value)) return value.toFixed()
  if (Array.isArray(value)) return value.map(asParameter)
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return value
}
