// Writes inventories in Parquet as S3 and Azure make them, with implementations of others: parquet-wasm (the Rust
// implementation of Apache Arrow) and hyparquet-writer. Names of columns, their types and order are those of the stores'
// manuals.
//
//   npm ci && node make_inventory.mjs FOLDER
import * as arrow from 'apache-arrow'
import { createRequire } from 'node:module'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'

const parquet = createRequire(import.meta.url)('parquet-wasm')
const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
const time = new Date(Date.UTC(2026, 0, 2, 3, 4, 5))

// ---- S3: keys as they are, an object that is archived, old versions and a delete marker ----

const keys = ['a.txt', 'b c+d.txt', 'e/f%g.txt', 'line\nbreak.txt', 'quote".txt', 'caf\u00e9.txt']
const s3 = [
  ...keys.map(key => ({ key, is_latest: true, is_delete_marker: false, size: null, storage_class: 'STANDARD' })),
  { key: 'cold.txt', is_latest: true, is_delete_marker: false, size: 5, storage_class: 'DEEP_ARCHIVE' },
  { key: 'a.txt', version_id: 'v0', is_latest: false, is_delete_marker: false, size: 7, storage_class: 'STANDARD' },
  { key: 'gone.txt', version_id: 'v1', is_latest: true, is_delete_marker: true, size: null, storage_class: null },
]
const column = (name, type) => arrow.vectorFromArray(s3.map(row => row[name] ?? null), type)
const table = new arrow.Table({
  bucket: arrow.vectorFromArray(s3.map(() => 'listed'), new arrow.Utf8()),
  key: column('key', new arrow.Utf8()),
  version_id: column('version_id', new arrow.Utf8()),
  is_latest: column('is_latest', new arrow.Bool()),
  is_delete_marker: column('is_delete_marker', new arrow.Bool()),
  size: arrow.vectorFromArray(s3.map(row => row.size === null ? null : BigInt(row.size)), new arrow.Int64()),
  last_modified_date: arrow.vectorFromArray(s3.map(() => time), new arrow.TimestampMillisecond('UTC')),
  e_tag: column('e_tag', new arrow.Utf8()),
  storage_class: column('storage_class', new arrow.Utf8()),
  encryption_status: arrow.vectorFromArray(s3.map(() => 'SSE-S3'), new arrow.Utf8()),
})
const wasm = parquet.Table.fromIPCStream(arrow.tableToIPC(table, 'stream'))
writeFileSync(join(folder, 's3.parquet'), parquet.writeParquet(wasm,
  new parquet.WriterPropertiesBuilder().setCompression(parquet.Compression.SNAPPY).setMaxRowGroupSize(4).build()))

// ---- Azure: names with their container, a directory, a snapshot, a version, and one that was deleted ----

const azure = [
  { Name: 'listed-one/plain.txt' },
  { Name: 'listed-one/with space+plus%41.txt' },
  { Name: 'listed-two/caf\u00e9/x.txt' },
  { Name: 'listed-one/folder', hdi_isfolder: true, 'Content-Length': 0n },
  { Name: 'listed-one/cold.txt', AccessTier: 'Archive' },
  { Name: 'listed-one/plain.txt', Snapshot: '2026-01-01T00:00:00.0000000Z' },
  { Name: 'listed-one/gone.txt', Deleted: true },
]
const texts = ['Name', 'Etag', 'Content-Type', 'AccessTier', 'Snapshot', 'Metadata', 'BlobType']
const columns = [
  ...texts.map(name => ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8' })),
  { name: 'Last-Modified', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  { name: 'Content-Length', type: 'INT64' },
  { name: 'hdi_isfolder', type: 'BOOLEAN' },
  { name: 'Deleted', type: 'BOOLEAN' },
]
const value = (row, name) => row[name] ?? { 'Last-Modified': time, BlobType: 'BlockBlob', Etag: '0x8DA0000000000' }[name] ?? null
writeFileSync(join(folder, 'azure.parquet'), new Uint8Array(parquetWriteBuffer({
  columnData: columns.map(({ name }) => ({ name, data: azure.map(row => value(row, name)) })),
  schema: [
    { name: 'root', num_children: columns.length },
    ...columns.map(column => ({ ...column, repetition_type: 'OPTIONAL' })),
  ],
})))
