/**
 * Lets one tab go on where another ended. What answers contain is remembered as `<field>.id`, `.version` and so on,
 * where `field` is the one above: after a list of suppliers, {{suppliers.id}} is the id of the first, and after creating
 * an order, {{purchaseOrder.id}} is its id. In variables such a word, as the whole of a string, is replaced before
 * sending. {{new.id}} is a new UUID each time, for idempotency keys, and {{today}} the current day.
 */
const remembered = new Map<string, unknown>()

export function remember(data: unknown): void {
  visit(data, '')
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
  if (word === 'new.id') return crypto.randomUUID()
  if (word === 'today') return new Date().toISOString().slice(0, 10)
  if (remembered.has(word)) return remembered.get(word)
  throw new Error(`{{${word}}} stands for nothing yet: run the tab that shows it first, or write a value here.`)
}

/** Lists are known by their own field, whatever stands between: `suppliers.nodes[0].id` is `suppliers.id`. */
function visit(value: unknown, name: string): void {
  if (Array.isArray(value)) visit(value[0], name)
  else if (typeof value === 'object' && value !== null) {
    for (const [field, inner] of Object.entries(value)) {
      if (typeof inner !== 'object' || inner === null) remembered.set(`${name}.${field}`, inner)
      else visit(inner, field === 'nodes' || field === 'edges' || field === 'node' ? name : field)
    }
  }
}
