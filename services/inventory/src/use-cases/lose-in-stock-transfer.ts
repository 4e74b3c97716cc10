import { type BusinessDate, Decimal, parseDecimal } from '@erp/values'
import type { MakerConfirms } from '../domain/inventory-document.ts'
import { invalidInput } from '../domain/master-data.ts'
import { loseInTransfer } from '../domain/post-stock-transfer.ts'
import { afterPart, lossProblem, type StockTransfer } from '../domain/stock-transfer.ts'
import type { Unit } from '../store/database.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import { lockPart, type TransferPart, type TransferPartRefused } from './receive-stock-transfer.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { decideStep } from './stock-of-transfer.ts'
import { transitInReach } from './transit-in-reach.ts'

/** Gives goods up that will never arrive, which nobody says who wrote or sent the transfer; of an abnormal loss, input VAT is transferred out at a rate in percent. */
export async function loseInStockTransfer(
  unit: Unit,
  input: TransferPart & { readonly lostOn: BusinessDate; readonly inputVatPercent?: string | undefined },
): Promise<StockTransfer | TransferPartRefused | MakerConfirms> {
  const { tx } = unit
  const { lostOn } = input
  const inputVatPercent = readPercent(input.inputVatPercent)
  if (!inputVatPercent) return invalidInput('inputVatPercent', 'NOT_0_TO_100')
  const named = await lockPart(unit, input, { field: 'lostOn', day: lostOn })
  if ('refusal' in named) return named
  const { transfer, part } = named
  const alone = lossProblem(transfer, unit.caller.userId)
  if (alone) return alone
  const transit = await transitInReach(unit)
  if ('refusal' in transit) return transit
  const { id: transitId } = transit
  const lines = part.map(({ line }) => line)
  const step = { transfer, businessDate: lostOn, from: transitId, to: transitId, lines }
  const posting = await decideStep(tx, { ...step, eventKind: 'TRANSFER_LOSS' }, (stock, book) =>
    loseInTransfer(transfer, { transitId, lostOn, inputVatPercent, part }, stock, book),
  )
  if ('refusal' in posting) return posting
  await recordStockDocuments(unit, [posting], posting.changed)
  const left = afterPart(transfer, part, 'lostQuantity')
  await stockTransfers.save(tx, left)
  return left
}

/** A rate in percent, 0 to 100; none is 0. Undefined when it cannot be read. */
export function readPercent(text: string | null | undefined): Decimal | undefined {
  if (text == null) return new Decimal(0)
  const percent = parseDecimal(text, { scale: 4, min: '0', max: '100' })
  return 'refusal' in percent ? undefined : percent
}
