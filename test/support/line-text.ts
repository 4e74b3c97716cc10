/** What people write on an order or a delivery note, such as `3 box × TILE at 100.00`. */
export interface LineText {
  readonly quantity: string
  readonly unit?: string
  readonly item: string
  readonly price?: string
}

const pattern = /^(?<quantity>\S+)(?: (?<unit>\S+))? × (?<item>\S+)(?: at (?<price>\S+))?$/

export function readLine(text: string): LineText {
  const { quantity, unit, item, price } = pattern.exec(text)?.groups ?? {}
  if (quantity === undefined || item === undefined) throw new Error(`Not a line: ${text}`)
  return { quantity, item, ...(unit ? { unit } : {}), ...(price ? { price } : {}) }
}
