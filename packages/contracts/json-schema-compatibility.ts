import { isDeepStrictEqual } from 'node:util'

export type JsonSchema = { readonly [keyword: string]: unknown }

/** Keywords that tell a reader something and bind no message. */
const descriptive = new Set(['$id', '$schema', 'title', 'description', 'examples', 'default'])

/**
 * What a change of a schema would break within its major, as sentences; empty when nothing. Messages of both versions meet
 * readers of both, so three changes only are safe: another optional field, another enum value (a reader that does not know it
 * blocks the message), another text for people. A field removed, retyped, narrowed, widened, made optional or newly required,
 * or an enum value removed, needs the next major.
 */
export function breakingChanges(before: JsonSchema, after: JsonSchema, path = 'the payload'): string[] {
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keywords]
    .filter((keyword) => !descriptive.has(keyword))
    .flatMap((keyword) => {
      const old = before[keyword]
      const now = after[keyword]
      if (keyword === 'properties') return fieldChanges(old, now, path)
      if (keyword === 'required') return requiredChanges(old, now, path)
      if (keyword === 'enum') return removedValues(old, now, path)
      if (keyword === 'anyOf') return alternativeChanges(old, now, path)
      if (isSchema(old) && isSchema(now)) return breakingChanges(old, now, `${keyword} of ${path}`)
      return isDeepStrictEqual(old, now) ? [] : [`${keyword} of ${path} was ${shown(old)} and is ${shown(now)}`]
    })
}

function fieldChanges(before: unknown, after: unknown, path: string): string[] {
  const old = isSchema(before) ? before : {}
  const now = isSchema(after) ? after : {}
  return Object.entries(old).flatMap(([field, schema]) => {
    const kept = now[field]
    if (kept === undefined) return [`field ${field} of ${path} was removed`]
    return isSchema(schema) && isSchema(kept) ? breakingChanges(schema, kept, `field ${field} of ${path}`) : []
  })
}

function requiredChanges(before: unknown, after: unknown, path: string): string[] {
  const old = list(before)
  const now = list(after)
  return [
    ...now.filter((field) => !old.includes(field)).map((field) => `field ${field} of ${path} is newly required`),
    ...old.filter((field) => !now.includes(field)).map((field) => `field ${field} of ${path} is no longer required`),
  ]
}

function removedValues(before: unknown, after: unknown, path: string): string[] {
  if (!Array.isArray(before) || !Array.isArray(after))
    return [`enum of ${path} was ${shown(before)} and is ${shown(after)}`]
  return before.filter((value) => !after.includes(value)).map((value) => `value ${shown(value)} of ${path} was removed`)
}

function alternativeChanges(before: unknown, after: unknown, path: string): string[] {
  const old = list(before)
  const now = list(after)
  if (old.length !== now.length) return [`anyOf of ${path} had ${old.length} alternatives and has ${now.length}`]
  return old.flatMap((schema, index) => {
    const kept = now[index]
    return isSchema(schema) && isSchema(kept) ? breakingChanges(schema, kept, path) : []
  })
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}
