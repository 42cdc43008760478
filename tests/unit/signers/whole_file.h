/* Reads a small test file whole. */
#ifndef TESTS_UNIT_SIGNERS_WHOLE_FILE_H
#define TESTS_UNIT_SIGNERS_WHOLE_FILE_H

#include <stdio.h>
#include <stdlib.h>

/* The file folder/name with a terminator, freed by the caller; NULL when it cannot be opened. */
static inline char *whole_file_read(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    const size_t cap = 65536;
    char *const text = malloc(cap);
    if (text != NULL)
        text[fread(text, 1, cap - 1, file)] = '\0';
    fclose(file);
    return text;
}

#endif
