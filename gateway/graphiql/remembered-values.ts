/**
 * Lets one tab go on where another ended. What answers contain is remembered under the names of the fields that lead to
 * it, from the last one up: after a list of suppliers {{suppliers.id}} is the id of the first, after creating an order
 * {{purchaseOrder.id}} is its id and {{purchaseOrder.lines.id}} that of its first line. In variables such a word, as the
 * whole of a string, is replaced before sending. {{new.id}} is a new UUID each time, for idempotency keys, {{today}} the
 * current day and {{this.period}} its month.
 */
const remembered = new Map<string, unknown>()

export function remember(data: unknown): void {
  visit(data, [])
}

/** The variables with every {{word}} replaced. Throws when a word stands for nothing yet. */
export function fillIn<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(fillIn) as Value
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fillIn(inner)])) as Value
  }
  const word = typeof value === 'string' ? /^\{\{([\w.]+)\}\}$/.exec(value)?.[1] : undefined
  return word === undefined ? value : (meaningOf(word) as Value)
}

function meaningOf(word: string): unknown {
  const today = new Date().toLocaleDateString('sv')
  if (word === 'new.id') return crypto.randomUUID()
  if (word === 'today') return today
  if (word === 'this.period') return today.slice(0, 7)
  if (remembered.has(word)) return remembered.get(word)
  throw new Error(`{{${word}}} stands for nothing yet: run the tab that shows it first, or write a value here.`)
}

/** A list is known by its own field, whatever stands between: `suppliers.nodes[0].id` is `suppliers.id`. */
const between = new Set(['nodes', 'edges', 'node'])

function visit(value: unknown, path: readonly string[]): void {
  if (Array.isArray(value)) visit(value[0], path)
  else if (typeof value === 'object' && value !== null) {
    for (const [field, inner] of Object.entries(value)) {
      const here = between.has(field) ? path : [...path, field]
      if (typeof inner === 'object' && inner !== null) visit(inner, here)
      else for (let start = 0; start < here.length - 1; start += 1) remembered.set(here.slice(start).join('.'), inner)
    }
  }
}
