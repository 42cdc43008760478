/* Any bytes as an SQLite database: reading ends in bounded output, raw values are the bytes that
 * stand there, a fault has a reason. */
#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/read/record.h"
#include "detectors/scan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
    if (!is_true)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct field_rules *rules;
    static void *state;
    if (rules == NULL) {
        const struct ruleset_options options = {.fingerprint_key = {1, 2}};
        rules = field_rules_create(ruleset_create(&options));
        state = sqlite_record_ops.create(rules);
    }
    struct coverage coverage = {0};
    struct byte_source *const source = byte_source_from_span((struct span){data, size});
    sqlite_record_ops.begin(state, source, &coverage);
    size_t given = 0;
    enum status status = STATUS_OK;
    while (true) {
        struct record_value value = {.meaning = FIELD_NO_MEANING};
        status = sqlite_record_ops.next(state, &value);
        if (status != STATUS_OK)
            break;
        given += value.length;
        if (!value.is_raw)
            continue;
        check(value.offset <= size && value.length <= size - value.offset);
        check(value.length == value.text.len);
        check(memcmp(data + value.offset, value.text.ptr, value.text.len) == 0);
    }
    check(status == STATUS_END || (status == STATUS_SKIP && coverage.reasons != 0));
    check(given <= 2 * size); /* the schema is read once more, as text */
    byte_source_close(source);
    return 0;
}
