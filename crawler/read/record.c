/* The list of readers of records. */
#include "crawler/read/record.h"

#include <stddef.h>

static const struct record_ops *const record_readers[] = {
    &dicom_record_ops, &sqlite_record_ops, &parquet_record_ops, &avro_record_ops, &html_record_ops,
    &rtf_record_ops,   &office_record_ops, &sheet_record_ops,   &biff_record_ops};

const struct record_ops *record_find(enum format format)
{
    for (size_t i = 0; i < sizeof record_readers / sizeof record_readers[0]; i++) {
        if (record_readers[i]->format == format)
            return record_readers[i];
    }
    return NULL;
}
