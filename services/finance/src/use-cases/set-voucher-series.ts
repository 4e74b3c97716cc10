import { StaleDocument, type UnitOfWork } from '@erp/service-kit'
import { refuse } from '@erp/values'
import type { LocalizedText } from '../domain/account.ts'
import {
  checkOwnWord,
  type SeriesRequirement,
  type VoucherSeries,
  type VoucherWordInUse,
  type VoucherWordInvalid,
} from '../domain/voucher-series.ts'
import { lockSeries, saveSeries } from '../store/voucher-series.ts'
import { eventNumberedBy } from '../store/voucher-templates.ts'
import type { StaleVersion } from './change-period.ts'

/**
 * Sets up or changes a series of the company's own; drafts that carry the word of a disabled one are refused. One that a
 * template in force uses cannot be disabled, because business events are posted without anybody to ask.
 */
export async function setVoucherSeries(
  { tx, caller: { companyId } }: UnitOfWork,
  input: {
    readonly word: string
    readonly name: LocalizedText
    readonly requirement: SeriesRequirement
    readonly active: boolean
    readonly expectedVersion: number | null
  },
): Promise<
  { readonly id: string; readonly series: VoucherSeries } | VoucherWordInvalid | VoucherWordInUse | StaleVersion
> {
  const { expectedVersion, ...series } = input
  const invalid = checkOwnWord(series.word)
  if (invalid) return invalid
  const name = { zh: series.name.zh.trim(), en: series.name.en.trim() }
  if (name.zh === '' || name.en === '') return refuse('InvalidInput', { field: 'name', problem: 'EMPTY' })
  const current = await lockSeries(tx, companyId, series.word)
  if ((current?.version ?? null) !== expectedVersion)
    return refuse('StaleVersion', { currentVersion: current?.version ?? 0 })
  const eventKind = series.active ? undefined : await eventNumberedBy(tx, companyId, series.word)
  if (eventKind !== undefined) return refuse('VoucherWordInUse', { word: series.word, eventKind })
  const saved = await saveSeries(tx, { ...series, name, companyId, version: (current?.version ?? 0) + 1 })
  if (!saved) throw new StaleDocument('voucher series', series.word)
  return { id: saved.word, series: saved }
}
