export {
  readWorkbook,
  type WorkbookCellRefused,
  type WorkbookLimits,
  type WorkbookRow,
  type WorkbookUnreadable,
} from './read-workbook.ts'
export { walkXml } from './walk-xml.ts'
export { Unreadable as XmlUnreadable } from './zip-archive.ts'
