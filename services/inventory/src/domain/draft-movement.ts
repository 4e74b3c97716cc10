import { type BusinessDate, type Currency, isRefusal, isZero, newId, parseDecimal, parseMoney } from '@erp/values'
import { bearerProblem } from './bearer.ts'
import {
  type DraftFacts,
  type Goods,
  type GoodsInput,
  goodsOf,
  type LineRefused,
  type LotInput,
  lotOf,
} from './draft-goods.ts'
import { linesProblem, reasonProblem } from './inventory-document.ts'
import type { ItemId } from './item.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import { bringsIn, type MovementKind, type MovementLine } from './miscellaneous-movement.ts'
import { lotKey } from './named-lot.ts'
import type { WarehouseId } from './warehouse.ts'

/** What a person writes down about one line, amounts and quantities as text. */
export type MovementLineInput = GoodsInput &
  LotInput & {
    readonly value?: string | undefined
    readonly zeroCost?: boolean | undefined
    readonly note?: string | undefined
    readonly expenseType?: string | undefined
    readonly inputVatRate?: string | undefined
    readonly departmentId?: string | undefined
    readonly projectId?: string | undefined
  }

export type MovementInput = {
  readonly kind: MovementKind
  readonly businessDate: BusinessDate
  readonly reason: string
  readonly lines: readonly MovementLineInput[]
}

const expenseTypeForm = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u
const noteAtMost = 200

/** The lines of a draft: what is wrong with the first that cannot be used, or all of them with quantities in base units. */
export function draftMovementLines(
  { kind, reason, lines }: Pick<MovementInput, 'kind' | 'reason' | 'lines'>,
  facts: DraftFacts,
): MovementLine[] | LineRefused {
  const problem = reasonProblem(reason) ?? linesProblem(lines.length)
  if (problem) return problem
  const drafted: MovementLine[] = []
  const serials = new Set<string>()
  for (const [index, input] of lines.entries()) {
    const field = `lines.${index}`
    const goods = goodsOf(input, facts, field)
    if (isRefusal(goods)) return goods
    const line = lineOf(input, goods, { kind, currency: facts.currency, field })
    if (isRefusal(line)) return line
    const bearer = bearerProblem(line, facts.dimensionValues, field)
    if (bearer) return bearer
    if (goods.item.tracking === 'SERIAL' && line.lotCode !== null) {
      if (serials.has(lotKey(line))) return invalidInput(`${field}.lotCode`, 'NAMED_TWICE')
      serials.add(lotKey(line))
    }
    drafted.push({ ...line, lineNumber: index + 1 })
  }
  return drafted
}

function lineOf(
  input: MovementLineInput,
  { item, warehouse, unit, quantity, baseQuantity }: Goods,
  { kind, currency, field }: { kind: MovementKind; currency: Currency; field: string },
): Omit<MovementLine, 'lineNumber'> | InvalidInput {
  const wrong = (name: string, problem: string) => invalidInput(`${field}.${name}`, problem)
  const { note = '', zeroCost = false, expenseType = null, departmentId = null, projectId = null } = input
  if (note.length > noteAtMost || note.trim() !== note) return wrong('note', 'LENGTH')
  if (expenseType !== null && !expenseTypeForm.test(expenseType)) return wrong('expenseType', 'FORM')
  const comesIn = bringsIn(kind)
  const lot = lotOf(input, { item, baseQuantity, comesIn }, field)
  if (isRefusal(lot)) return lot

  const value = input.value === undefined ? null : parseMoney(input.value, currency)
  if (value && isRefusal(value)) return wrong('value', value.problem)
  if (comesIn !== (value !== null)) return wrong('value', comesIn ? 'REQUIRED' : 'ONLY_OF_RECEIPTS')
  if (value && value.minor < 0n) return wrong('value', 'NEGATIVE')
  if (value && isZero(value) && !zeroCost) return wrong('value', 'ZERO_COST_NOT_MEANT')
  if (zeroCost && !(value && isZero(value))) return wrong('zeroCost', 'ONLY_WITH_VALUE_ZERO')
  if (zeroCost && note === '') return wrong('note', 'REQUIRED')

  const inputVatRate =
    input.inputVatRate === undefined ? null : parseDecimal(input.inputVatRate, { scale: 2, min: '0', max: '100' })
  if (inputVatRate && isRefusal(inputVatRate)) return wrong('inputVatRate', 'NOT_FROM_0_TO_100')
  if (inputVatRate && kind !== 'SCRAP') return wrong('inputVatRate', 'ONLY_OF_SCRAP')
  return {
    ...{ id: newId(), itemId: item.id as ItemId, warehouseId: warehouse.id as WarehouseId },
    ...{ unit, quantity, baseQuantity, ...lot, value, zeroCost, note, expenseType, inputVatRate },
    ...{ departmentId, projectId },
  }
}
