/* Reads what containers and accounts of Azure say of themselves. */
#include "crawler/store/azure_posture.h"

#include "crawler/store/xml.h"

#include <stdio.h>
#include <string.h>

/* ---- questions ---- */

static const struct azure_question_text texts[AZURE_QUESTION_COUNT] = {
    [AZURE_QUESTION_CONTAINER] = {"container properties",
                                  "Storage Blob Data Reader, or an account SAS with srt=c and r",
                                  {POSTURE_PUBLIC_ACCESS, POSTURE_PUBLIC_ACCESS}},
    [AZURE_QUESTION_ACCOUNT] = {"account information",
                                "an account SAS, or the account key",
                                {POSTURE_HNS, POSTURE_HNS}},
    [AZURE_QUESTION_SERVICE] = {"service properties",
                                "an account SAS with srt=s and r, or the account key",
                                {POSTURE_SOFT_DELETE, POSTURE_LOGGING}},
};

const struct azure_question_text *azure_question_text(enum azure_question question)
{
    return &texts[question];
}

bool azure_question_request(const struct azure *azure, enum azure_question question, time_t now,
                            struct http_request *out)
{
    static const char *const queries[AZURE_QUESTION_COUNT] = {
        [AZURE_QUESTION_CONTAINER] = "restype=container",
        [AZURE_QUESTION_ACCOUNT] = "restype=account&comp=properties",
        [AZURE_QUESTION_SERVICE] = "restype=service&comp=properties",
    };
    return azure_question_put(azure, question != AZURE_QUESTION_SERVICE, queries[question], now,
                              out);
}

/* ---- answers ---- */

static void set_unknown(struct posture *posture, enum posture_fact fact, const char *why)
{
    posture->values[fact] = POSTURE_UNKNOWN;
    snprintf(posture->why[fact], sizeof posture->why[fact], "%s", why);
}

static void set_known(struct posture *posture, enum posture_fact fact, enum posture_value value)
{
    posture->values[fact] = value;
    posture->why[fact][0] = '\0';
}

/* A container without the header is private. */
static enum fact_outcome read_container(const struct http_headers *headers, struct posture *posture)
{
    struct span value;
    if (!http_headers_find(headers, "x-ms-blob-public-access", &value))
        set_known(posture, POSTURE_PUBLIC_ACCESS, POSTURE_NONE);
    else if (span_is(value, "container"))
        set_known(posture, POSTURE_PUBLIC_ACCESS, POSTURE_CONTAINER);
    else if (span_is(value, "blob"))
        set_known(posture, POSTURE_PUBLIC_ACCESS, POSTURE_BLOB);
    else
        return FACT_FAILED;
    return FACT_READ;
}

static enum fact_outcome read_account(const struct http_headers *headers, struct posture *posture)
{
    struct span value;
    if (!http_headers_find(headers, "x-ms-is-hns-enabled", &value))
        return FACT_FAILED;
    set_known(posture, POSTURE_HNS, span_is(value, "true") ? POSTURE_YES : POSTURE_NO);
    return FACT_READ;
}

/* Get Blob Service Properties while it is read: the values of two of its sections. */
struct service_reading {
    bool is_logging, is_retention; /* the section */
    enum posture_value logging, soft_delete;
};

static void read_service_event(enum xml_event event, const struct xml *xml,
                               struct service_reading *reading)
{
    if (event == XML_START && xml->depth == 2) {
        reading->is_logging = xml_is(xml, "Logging");
        reading->is_retention = xml_is(xml, "DeleteRetentionPolicy");
    }
    if (event != XML_END || xml->depth != 3)
        return;
    const enum posture_value value = xml_text_is(xml, "true") ? POSTURE_ON : POSTURE_OFF;
    if (reading->is_logging && xml_is(xml, "Read"))
        reading->logging = value;
    else if (reading->is_retention && xml_is(xml, "Enabled"))
        reading->soft_delete = value;
}

static void set_said(struct posture *posture, enum posture_fact fact, enum posture_value value)
{
    if (value == POSTURE_UNKNOWN)
        set_unknown(posture, fact, "the answer does not say");
    else
        set_known(posture, fact, value);
}

static enum fact_outcome read_service(struct span body, struct posture *posture)
{
    struct service_reading reading = {.logging = POSTURE_UNKNOWN, .soft_delete = POSTURE_UNKNOWN};
    struct xml xml;
    enum xml_event event;
    bool is_ours = true;
    xml_init(&xml, body);
    while (is_ours && (event = xml_next(&xml)) != XML_DONE && event != XML_BAD) {
        is_ours = event != XML_START || xml.depth != 1 || xml_is(&xml, "StorageServiceProperties");
        read_service_event(event, &xml, &reading);
    }
    xml_free(&xml);
    if (!is_ours || event == XML_BAD)
        return FACT_FAILED;
    set_said(posture, POSTURE_LOGGING, reading.logging);
    set_said(posture, POSTURE_SOFT_DELETE, reading.soft_delete);
    return FACT_READ;
}

static enum fact_outcome read_success(enum azure_question question,
                                      const struct http_headers *headers, struct span body,
                                      struct posture *posture)
{
    struct span id;
    if (!http_headers_find(headers, "x-ms-request-id", &id))
        return FACT_FAILED; /* no Azure at all */
    switch (question) {
    case AZURE_QUESTION_CONTAINER:
        return read_container(headers, posture);
    case AZURE_QUESTION_ACCOUNT:
        return read_account(headers, posture);
    default:
        return read_service(body, posture);
    }
}

static void set_all_unknown(enum azure_question question, const char *why, struct posture *posture)
{
    for (size_t i = 0; i < 2; i++)
        set_unknown(posture, texts[question].facts[i], why);
}

enum fact_outcome azure_posture_read(enum azure_question question, const struct answer *answer,
                                     const struct http_headers *headers, struct span body,
                                     struct posture *posture)
{
    char why[POSTURE_WHY_SIZE];
    enum fact_outcome outcome = FACT_FAILED;
    if (answer->status == 200) {
        outcome = read_success(question, headers, body, posture);
        snprintf(why, sizeof why, "the answer is not understood");
    } else if (answer->status == 401 || answer->status == 403) {
        outcome = FACT_DENIED;
        snprintf(why, sizeof why, "needs %.64s (%d)", texts[question].needs, answer->status);
    } else {
        snprintf(why, sizeof why, "the store answered %d %.40s", answer->status, answer->code);
    }
    if (outcome != FACT_READ)
        set_all_unknown(question, why, posture);
    return outcome;
}
