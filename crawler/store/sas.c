/* Shared access signatures of Azure. */
#include "crawler/store/sas.h"

#include "signers/uri.h"

#include <stdio.h>
#include <string.h>

#define FIELD_SIZE 64      /* of a field's value; longer ones are not judged */
#define SKEW_S (15L * 60L) /* clocks may differ by this much from Azure's */

const char *sas_judge(const char *sas)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "-._~%&=+/:,;!$'()*?@";
    if (sas[strspn(sas, allowed)] != '\0')
        return "has a SAS with characters that cannot stand in a URL";
    if (strncmp(sas, "sig=", 4) != 0 && strstr(sas, "&sig=") == NULL)
        return "has a query that is no SAS: it holds no signature (sig=)";
    return NULL;
}

/* Decodes the value of a field; false when it is absent or longer than any that is judged. */
static bool sas_get(const char *sas, const char *name, char out[FIELD_SIZE])
{
    const size_t name_len = strlen(name);
    for (const char *next = sas; *next != '\0';) {
        const size_t len = strcspn(next, "&");
        if (len > name_len && strncmp(next, name, name_len) == 0 && next[name_len] == '=') {
            const size_t value_len = len - name_len - 1;
            if (value_len >= FIELD_SIZE)
                return false;
            uri_decode(next + name_len + 1, value_len, false, out);
            return true;
        }
        next += len + (next[len] == '&');
    }
    return false;
}

/* The two ISO 8601 forms that Azure takes, and the date alone; -1 when text is none of them. */
static time_t sas_parse_time(const char *text)
{
    static const char *const formats[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct tm utc = {0};
        const char *end = strptime(text, formats[i], &utc);
        if (end == NULL)
            continue;
        if (*end == '.')
            end += 1 + strspn(end + 1, "0123456789");
        if (strcmp(end, "Z") == 0 || (*end == '\0' && strchr(text, 'T') == NULL))
            return timegm(&utc);
    }
    return -1;
}

time_t sas_expires_at(const char *sas)
{
    char text[FIELD_SIZE];
    return sas_get(sas, "se", text) ? sas_parse_time(text) : -1;
}

static bool sas_check_times(const char *sas, time_t now, const char *where, struct fault *fault)
{
    char text[FIELD_SIZE];
    const time_t end = sas_expires_at(sas);
    if (end >= 0 && end <= now) {
        (void)sas_get(sas, "se", text);
        fault_set(fault, REASON_ACCESS_DENIED, "%.100s: the SAS expired at %s: make a new one",
                  where, text);
        return false;
    }
    if (sas_get(sas, "st", text)) {
        const time_t start = sas_parse_time(text);
        if (start >= 0 && start > now + SKEW_S) {
            fault_set(fault, REASON_ACCESS_DENIED, "%.100s: the SAS is not valid before %s", where,
                      text);
            return false;
        }
    }
    return true;
}

/* One field of letters, each of which permits something. */
struct sas_permit {
    const char *field;
    char letter;
    const char *missing;
};

static const struct sas_permit sas_permits[] = {
    {"sp", 'r', "does not allow to read (sp= without r)"},
    {"sp", 'l', "does not allow to list (sp= without l)"},
    {"ss", 'b', "is not for the Blob service (ss= without b)"},
    {"srt", 'c', "does not reach containers, so it cannot list (srt= without c)"},
    {"srt", 'o', "does not reach blobs, so it cannot read (srt= without o)"},
};

bool sas_check(const char *sas, time_t now, const char *where, struct fault *fault)
{
    char text[FIELD_SIZE];
    if (!sas_check_times(sas, now, where, fault))
        return false;
    for (size_t i = 0; i < sizeof sas_permits / sizeof *sas_permits; i++) {
        const struct sas_permit *const permit = &sas_permits[i];
        if (!sas_get(sas, permit->field, text) || strchr(text, permit->letter) != NULL)
            continue;
        fault_set(fault, REASON_ACCESS_DENIED, "%.100s: the SAS %s: read and list are needed",
                  where, permit->missing);
        return false;
    }
    if (sas_get(sas, "sr", text) && strcmp(text, "b") == 0) {
        fault_set(
            fault, REASON_ACCESS_DENIED,
            "%.100s: the SAS is for one blob (sr=b): a scan needs one for the container (sr=c)",
            where);
        return false;
    }
    return true;
}

/* The value of a field, or "not said" when it is not there or holds what should not be shown. */
static const char *sas_show(const char *sas, const char *name, char out[FIELD_SIZE])
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:.";
    if (!sas_get(sas, name, out) || out[strspn(out, plain)] != '\0' || out[0] == '\0')
        return "not said";
    return out;
}

void sas_describe(const char *sas, char *out, size_t size)
{
    char permissions[FIELD_SIZE], expiry[FIELD_SIZE], field[FIELD_SIZE];
    const char *kind = "for the account";
    if (sas_get(sas, "skoid", field))
        kind = "of a user (user delegation)";
    else if (sas_get(sas, "sr", field))
        kind = strcmp(field, "c") == 0 ? "for the container" : "for less than the container";
    snprintf(out, size, "a SAS %s, permissions %s, until %s", kind,
             sas_show(sas, "sp", permissions), sas_show(sas, "se", expiry));
}
