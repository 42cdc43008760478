/*
 * Shared config files. Properties: entries are in the order of their lines; names are lower case
 * without separators, values and sections one trimmed line; each entry is found, unless a later one
 * of its name counts; refused files leave nothing behind.
 */
#include "crawler/store/ini.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static bool is_trimmed(const char *text)
{
    const size_t len = strlen(text);
    return len == 0 || (strchr(" \t\r", text[0]) == NULL && strchr(" \t\r", text[len - 1]) == NULL);
}

static void check_entry(const struct ini *ini, const struct ini_entry *entry)
{
    require(strcmp(entry->path, "file") == 0);
    require(is_trimmed(entry->name) && is_trimmed(entry->value));
    require(strpbrk(entry->name, "=:\nABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL);
    require(strchr(entry->value, '\n') == NULL);
    require(*entry->section != '\0' && strpbrk(entry->section, "]\n") == NULL);
    require(entry->parent == NULL || *entry->parent != '\0');
    require(ini_has_section(ini, entry->section));
    const struct ini_entry *const found = ini_find(ini, entry->section, entry->parent, entry->name);
    require(found != NULL && found >= entry);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct ini ini;
    struct fault fault = {0};
    if (len > 4096)
        return 0; /* lookups are linear */
    if (ini_parse("file", bytes, len, &ini, &fault) != STATUS_OK) {
        require(strncmp(fault.message, "file:", 5) == 0);
        require(ini.text == NULL && ini.entries == NULL && ini.count == 0);
        return 0;
    }
    for (size_t i = 0; i < ini.count; i++) {
        require(ini.entries[i].line >= 1 && ini.entries[i].line <= len);
        require(i == 0 || ini.entries[i].line > ini.entries[i - 1].line);
        check_entry(&ini, &ini.entries[i]);
    }
    ini_free(&ini);
    return 0;
}
