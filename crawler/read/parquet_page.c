/* The header of a page of Parquet. */
#include "crawler/read/parquet_page.h"

#include "crawler/read/thrift.h"

static uint32_t page_count(struct thrift *thrift, uint8_t type)
{
    const int64_t value = thrift_int(thrift, type);
    if (value < 0 || value > INT32_MAX)
        thrift->is_broken = true;
    return thrift->is_broken ? 0 : (uint32_t)value;
}

/* DataPageHeader and DictionaryPageHeader: what they share has the same numbers. */
static void page_read_rows(struct thrift *thrift, struct parquet_page *page)
{
    struct thrift_field field = {0};
    while (thrift_next(thrift, &field)) {
        if (field.id == 1)
            page->values = page_count(thrift, field.type);
        else if (field.id == 2)
            page->encoding = (int32_t)thrift_int(thrift, field.type);
        else if (field.id == 3)
            page->def_encoding = (int32_t)thrift_int(thrift, field.type);
        else if (field.id == 4)
            page->rep_encoding = (int32_t)thrift_int(thrift, field.type);
        else
            thrift_skip(thrift, field.type);
    }
}

static void page_read_rows_v2(struct thrift *thrift, struct parquet_page *page)
{
    struct thrift_field field = {0};
    while (thrift_next(thrift, &field)) {
        if (field.id == 1)
            page->values = page_count(thrift, field.type);
        else if (field.id == 4)
            page->encoding = (int32_t)thrift_int(thrift, field.type);
        else if (field.id == 5)
            page->def_len = page_count(thrift, field.type);
        else if (field.id == 6)
            page->rep_len = page_count(thrift, field.type);
        else if (field.id == 7)
            page->is_packed = thrift_int(thrift, field.type) != 0;
        else
            thrift_skip(thrift, field.type);
    }
}

/* The struct that describes a page, by the number of its field; -1: it is none of them. */
static int64_t page_read_described(struct thrift *thrift, struct thrift_field field,
                                   struct parquet_page *page)
{
    if (field.type == THRIFT_STRUCT && field.id == 5) {
        page_read_rows(thrift, page);
        return PARQUET_PAGE_DATA;
    }
    if (field.type == THRIFT_STRUCT && field.id == 7) {
        page_read_rows(thrift, page);
        return PARQUET_PAGE_DICTIONARY;
    }
    if (field.type == THRIFT_STRUCT && field.id == 8) {
        page_read_rows_v2(thrift, page);
        return PARQUET_PAGE_DATA_V2;
    }
    thrift_skip(thrift, field.type);
    return -1;
}

bool parquet_page_parse(struct span bytes, struct parquet_page *page)
{
    struct thrift thrift = thrift_open(bytes);
    struct thrift_field field = {0};
    int64_t type = -1, described = -1;
    *page = (struct parquet_page){.is_packed = true};
    while (thrift_next(&thrift, &field)) {
        int64_t now = -1;
        if (field.id == 1)
            type = thrift_int(&thrift, field.type);
        else if (field.id == 2)
            page->size = page_count(&thrift, field.type);
        else if (field.id == 3)
            page->packed_size = page_count(&thrift, field.type);
        else
            now = page_read_described(&thrift, field, page);
        if (now >= 0)
            described = now;
    }
    if (thrift.is_broken || page->def_len > page->size ||
        page->rep_len > page->size - page->def_len ||
        page->def_len + page->rep_len > page->packed_size)
        return false;
    page->type = (enum parquet_page_type)type;
    page->header_len = (size_t)(thrift.at - bytes.ptr);
    return type == PARQUET_PAGE_INDEX || (type >= 0 && type == described);
}
