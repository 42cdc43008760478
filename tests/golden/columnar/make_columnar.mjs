// Writes one table of made-up patients as CSV, and as Parquet and Avro in every codec and encoding that these
// implementations know: parquet-wasm (the Rust implementation of Apache Arrow), hyparquet-writer, parquetjs, avsc; with
// the programs zstd, bzip2 and xz for what they leave to others.
//
//   npm ci && node make_columnar.mjs FOLDER
//
// All of it is invented: numbers of a range that is given to nobody, names out of two short lists.
import * as arrow from 'apache-arrow'
import avro from 'avsc'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import zlib from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import snappy from 'snappyjs'

const require = createRequire(import.meta.url)
const parquet = require('parquet-wasm')
const parquetjs = require('@dsnp/parquetjs')

const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
const save = (name, bytes) => writeFileSync(join(folder, name), new Uint8Array(bytes))

// ---- the table ----

const ROWS = 40
const first = ['Mary', 'James', 'Linda', 'Robert', 'Patricia', 'Michael', 'Barbara']
const last = ['Ashworth', 'Brennan', 'Castellano', 'Delacroix', 'Eberhardt', 'Fitzgerald', 'Gallagher', 'Hoffmann']
const codes = ['E11.9', 'I10', 'J45.909', 'F32.1', 'M54.5']
const pad = (n, len) => String(n).padStart(len, '0')
const rows = []
for (let i = 0; i < ROWS; i++) {
  const day = 1 + (i * 11) % 28, month = 1 + (i * 5) % 12, year = 1931 + (i * 7) % 70
  rows.push({
    patient_id: 100200 + i * 37,
    first_name: first[i % first.length],
    last_name: i % 9 === 4 ? null : last[i % last.length],
    ssn: `${pad(212 + i, 3)}-${pad(11 + i, 2)}-${pad(3400 + i * 13, 4)}`,
    birth_date: `${year}-${pad(month, 2)}-${pad(day, 2)}`,
    phone: `(617) 482-${pad(2000 + i * 71, 4)}`,
    email: `patient${i}@mail-example.org`,
    zip: pad(2108 + i * 3, 5),
    visit_time: new Date(Date.UTC(2023, i % 12, 1 + i % 28, 8 + i % 9, (i * 7) % 60, i % 60)),
    icd10_code: codes[i % codes.length],
    charge: 100 + i * 12.25,
    is_inpatient: i % 3 === 0,
    note: i % 4 === 1 ? null : `Seen for follow-up; call ${pad(617, 3)}-482-${pad(3000 + i, 4)} with results`,
    pseudonym: [...Array(16)].map((_, j) => ((i * 2654435761 + j * 40503) >>> 3 & 15).toString(16)).join('').repeat(4),
  })
}
const names = Object.keys(rows[0])
const stamp = date => date.toISOString().replace('T', ' ').replace('.000Z', 'Z')
const cell = value => value === null ? '' : value instanceof Date ? stamp(value) :
  /[",;]/.test(String(value)) ? `"${value}"` : String(value)
writeFileSync(join(folder, 'patients.csv'),
  [names.join(','), ...rows.map(row => names.map(name => cell(row[name])).join(','))].join('\n') + '\n')

// ---- parquet-wasm ----

const days = text => Date.parse(text + 'T00:00:00Z') / 86400000
const column = name => rows.map(row => row[name])
const utf8 = name => arrow.vectorFromArray(column(name), new arrow.Utf8())
const table = new arrow.Table({
  patient_id: arrow.vectorFromArray(column('patient_id'), new arrow.Int32()),
  first_name: utf8('first_name'), last_name: utf8('last_name'), ssn: utf8('ssn'),
  birth_date: arrow.vectorFromArray(column('birth_date').map(text => new Date(text + 'T00:00:00Z')), new arrow.DateDay()),
  phone: utf8('phone'), email: utf8('email'), zip: utf8('zip'),
  visit_time: arrow.vectorFromArray(column('visit_time'), new arrow.TimestampMillisecond('UTC')),
  icd10_code: utf8('icd10_code'),
  charge: arrow.vectorFromArray(column('charge'), new arrow.Float64()),
  is_inpatient: arrow.vectorFromArray(column('is_inpatient'), new arrow.Bool()),
  note: utf8('note'), pseudonym: utf8('pseudonym'),
})

function writeArrow(name, from, configure) {
  const wasm = parquet.Table.fromIPCStream(arrow.tableToIPC(from, 'stream'))
  save(name, parquet.writeParquet(wasm, configure(new parquet.WriterPropertiesBuilder()).build()))
}

for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'])
  writeArrow(`arrow_${codec.toLowerCase()}.parquet`, table, b => b.setCompression(parquet.Compression[codec]))
const texts = ['first_name', 'last_name', 'ssn', 'phone', 'email', 'zip', 'icd10_code', 'note', 'pseudonym']
const encode = (b, columns, encoding) =>
  columns.reduce((to, name) => to.setColumnEncoding(name, parquet.Encoding[encoding]), b)
writeArrow('arrow_v2.parquet', table, b =>
  b.setWriterVersion(parquet.WriterVersion.V2).setCompression(parquet.Compression.SNAPPY).setDataPageSizeLimit(64).setWriteBatchSize(4))
writeArrow('arrow_v2_plain.parquet', table, b =>
  b.setWriterVersion(parquet.WriterVersion.V2).setDictionaryEnabled(false).setCompression(parquet.Compression.ZSTD))
writeArrow('arrow_delta.parquet', table, b =>
  encode(encode(encode(b.setDictionaryEnabled(false).setCompression(parquet.Compression.UNCOMPRESSED), texts, 'DELTA_BYTE_ARRAY'),
    ['patient_id', 'visit_time', 'birth_date'], 'DELTA_BINARY_PACKED'), ['charge'], 'BYTE_STREAM_SPLIT'))
writeArrow('arrow_delta_length.parquet', table, b =>
  encode(b.setDictionaryEnabled(false).setCompression(parquet.Compression.SNAPPY), texts, 'DELTA_LENGTH_BYTE_ARRAY'))
writeArrow('arrow_groups.parquet', table, b =>
  b.setMaxRowGroupSize(7).setDataPageSizeLimit(64).setWriteBatchSize(2).setCompression(parquet.Compression.SNAPPY))
writeArrow('arrow_plain.parquet', table, b =>
  b.setDictionaryEnabled(false).setCompression(parquet.Compression.UNCOMPRESSED).setStatisticsEnabled(parquet.EnabledStatistics.None))

// ---- nested ----

const person = new arrow.Struct([
  new arrow.Field('ssn', new arrow.Utf8(), true), new arrow.Field('birthDate', new arrow.Utf8(), true)])
const nested = new arrow.Table({
  patient: arrow.vectorFromArray(rows.map((row, i) => i % 8 === 5 ? null :
    { ssn: row.ssn, birthDate: row.birth_date }), person),
  phones: arrow.vectorFromArray(rows.map((row, i) => i % 5 === 4 ? null : i % 5 === 3 ? [] :
    [row.phone, `(617) 482-${pad(5000 + i, 4)}`].slice(0, 1 + i % 2)),
    new arrow.List(new arrow.Field('item', new arrow.Utf8(), true))),
})
writeArrow('arrow_nested.parquet', nested, b => b.setCompression(parquet.Compression.SNAPPY))
writeArrow('arrow_nested_v2.parquet', nested, b =>
  b.setWriterVersion(parquet.WriterVersion.V2).setCompression(parquet.Compression.ZSTD))

// ---- hyparquet-writer ----

const hyparquet = (name, options, encodings = {}) => save(name, parquetWriteBuffer({
  columnData: names.map(name => ({
    name, data: name === 'birth_date' ? column(name).map(days) : column(name),
    encoding: encodings[name], bloomFilter: name === 'ssn', columnIndex: true,
  })),
  schema: [
    { name: 'root', num_children: 14 },
    ...names.map(n => ({
      name: n, repetition_type: 'OPTIONAL',
      ...{ patient_id: { type: 'INT32' }, birth_date: { type: 'INT32', converted_type: 'DATE' },
        visit_time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, charge: { type: 'DOUBLE' },
        is_inpatient: { type: 'BOOLEAN' } }[n] ?? { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    })),
  ],
  kvMetadata: [{ key: 'contact', value: 'SSN 512-34-5678' }],
  ...options,
}))
hyparquet('hyparquet.parquet', {})
hyparquet('hyparquet_pages.parquet', { pageSize: 200, rowGroupSize: 25 })
hyparquet('hyparquet_gzip.parquet', { codec: 'GZIP', compressors: { GZIP: input => zlib.gzipSync(input) } })
hyparquet('hyparquet_split.parquet', { codec: 'UNCOMPRESSED' },
  { charge: 'BYTE_STREAM_SPLIT', patient_id: 'DELTA_BINARY_PACKED', ssn: 'DELTA_LENGTH_BYTE_ARRAY', email: 'DELTA_BYTE_ARRAY', is_inpatient: 'RLE' })

// ---- parquetjs ----

const schema = new parquetjs.ParquetSchema(Object.fromEntries(names.map(name => [name, {
  type: { patient_id: 'INT64', birth_date: 'DATE', visit_time: 'TIMESTAMP_MICROS', charge: 'DOUBLE', is_inpatient: 'BOOLEAN' }[name] ?? 'UTF8',
  optional: true,
  compression: { ssn: 'GZIP', phone: 'SNAPPY', email: 'BROTLI' }[name] ?? 'UNCOMPRESSED',
}])))
for (const useDataPageV2 of [false, true]) {
  const writer = await parquetjs.ParquetWriter.openFile(schema,
    join(folder, useDataPageV2 ? 'parquetjs_v2.parquet' : 'parquetjs.parquet'), { useDataPageV2 })
  for (const row of rows)
    await writer.appendRow({ ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
      birth_date: new Date(row.birth_date + 'T00:00:00Z') })
  await writer.close()
}

// ---- Avro ----

const nullable = type => ['null', type]
const record = {
  type: 'record', name: 'Patient', namespace: 'org.example', fields: [
    { name: 'patient_id', type: 'int' }, { name: 'first_name', type: 'string' }, { name: 'last_name', type: nullable('string'), default: null },
    { name: 'ssn', type: 'string' }, { name: 'birth_date', type: { type: 'int', logicalType: 'date' } },
    { name: 'phone', type: 'string' }, { name: 'email', type: 'string' }, { name: 'zip', type: 'string' },
    { name: 'visit_time', type: { type: 'long', logicalType: 'timestamp-millis' } }, { name: 'icd10_code', type: 'string' },
    { name: 'charge', type: 'double' }, { name: 'is_inpatient', type: 'boolean' }, { name: 'note', type: nullable('string'), default: null },
    { name: 'pseudonym', type: 'string' },
  ],
}
const crc32 = bytes => {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++)
      crc = crc >>> 1 ^ (crc & 1 ? 0xEDB88320 : 0)
  }
  return ~crc >>> 0
}
const snappyBlock = bytes => {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return Buffer.concat([snappy.compress(bytes), sum])
}

// A schema as it is, not a type made of it: only so its logical types get into the header.
async function writeAvro(name, schema, values, codec, options = {}) {
  const encoder = new avro.streams.BlockEncoder(schema, {
    codec, codecs: { snappy: (bytes, done) => done(null, snappyBlock(bytes)),
      null: (bytes, done) => done(null, bytes), deflate: zlib.deflateRaw,
      ...Object.fromEntries(Object.entries({ zstandard: 'zstd', bzip2: 'bzip2', xz: 'xz' }).map(([codec, program]) =>
        [codec, (bytes, done) => done(null, execFileSync(program, ['-c'], { input: bytes }))])) }, ...options })
  const parts = []
  encoder.on('data', part => parts.push(part))
  const ended = new Promise(resolve => encoder.on('end', resolve))
  for (const value of values)
    encoder.write(value)
  encoder.end()
  await ended
  save(name, Buffer.concat(parts))
}

const flat = rows.map(row => ({ ...row, birth_date: days(row.birth_date), visit_time: row.visit_time.getTime() }))
for (const codec of ['null', 'deflate', 'snappy', 'zstandard', 'bzip2', 'xz'])
  await writeAvro(`avsc_${codec}.avro`, record, flat, codec, { blockSize: codec === 'deflate' ? 1024 : 65536 })
const tree = {
  type: 'record', name: 'Encounter', fields: [
    { name: 'patient', type: nullable({ type: 'record', name: 'Person', fields: [
      { name: 'ssn', type: 'string' }, { name: 'birthDate', type: { type: 'int', logicalType: 'date' } },
      { name: 'spouse', type: nullable('Person'), default: null }] }) },
    { name: 'phones', type: { type: 'array', items: 'string' } },
    { name: 'contacts', type: { type: 'map', values: 'string' } },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['INPATIENT', 'AMBULATORY'] } },
    { name: 'token', type: { type: 'fixed', name: 'Token', size: 16 } },
    { name: 'amount', type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } },
    { name: 'id', type: ['int', 'string'] },
  ],
}
await writeAvro('avsc_nested.avro', tree, rows.map((row, i) => ({
  patient: i % 8 === 5 ? null : { ssn: row.ssn, birthDate: days(row.birth_date),
    spouse: i % 4 === 0 ? { ssn: rows[(i + 1) % ROWS].ssn, birthDate: days(row.birth_date), spouse: null } : null },
  phones: [row.phone, `(617) 482-${pad(5000 + i, 4)}`].slice(0, i % 3),
  contacts: i % 2 ? { email: row.email } : {},
  kind: i % 3 ? 'AMBULATORY' : 'INPATIENT',
  token: Buffer.alloc(16, i), amount: Buffer.from([0, 0x30 + i, 0x39]),
  id: i % 2 ? row.patient_id : 'MRN' + row.patient_id,
})), 'deflate')
