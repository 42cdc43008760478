/* The role of Azure that reads containers. */
#include "crawler/pipeline/access_role.h"

#include "crawler/pipeline/access_document.h"

#define BLOB_SERVICES "Microsoft.Storage/storageAccounts/blobServices/"

static void role_note_container(const struct locator *locator, struct buffer *notes)
{
    const char *const account = locator->account != NULL ? locator->account : "ACCOUNT";
    buffer_append_format(notes,
                         "container %s: without a role of your own, assign Storage Blob Data "
                         "Reader at .../storageAccounts/%s/blobServices/default/containers/%s\n",
                         locator->bucket, account, locator->bucket);
    buffer_append_format(notes,
                         "container %s: as a SAS: az storage container generate-sas "
                         "--account-name %s --name %s --permissions rl --https-only --expiry TIME "
                         "(rlt also reads tags)\n",
                         locator->bucket, account, locator->bucket);
}

void access_role_render(const struct access_sources *sources, struct buffer *out,
                        struct buffer *notes)
{
    static const char *const actions[] = {"Microsoft.Storage/storageAccounts/read",
                                          BLOB_SERVICES "read", BLOB_SERVICES "containers/read",
                                          NULL};
    static const char *const data_actions[] = {BLOB_SERVICES "containers/blobs/read",
                                               BLOB_SERVICES "containers/blobs/tags/read", NULL};
    static const char *const none[] = {NULL};
    static const char *const scopes[] = {"/subscriptions/SUBSCRIPTION/resourceGroups/GROUP", NULL};
    struct buffer compact;
    struct json json = {.out = &compact};
    size_t count = 0;
    for (size_t i = 0; i < sources->count; i++) {
        if (sources->all[i].locator.provider != PROVIDER_AZURE)
            continue;
        role_note_container(&sources->all[i].locator, notes);
        count++;
    }
    if (count == 0)
        return;
    buffer_init(&compact, DOCUMENT_MAX);
    json_begin_object(&json);
    json_field_str(&json, "Name", "phicrawl reader");
    json_field_bool(&json, "IsCustom", true);
    json_field_str(&json, "Description",
                   "Lists and reads blobs and their tags, and reads properties of containers and "
                   "of the service. Changes nothing.");
    document_texts(&json, "Actions", actions);
    document_texts(&json, "NotActions", none);
    document_texts(&json, "DataActions", data_actions);
    document_texts(&json, "NotDataActions", none);
    document_texts(&json, "AssignableScopes", scopes);
    json_end_object(&json);
    document_lay_out(&compact, out);
    buffer_append_str(notes, "replace SUBSCRIPTION and GROUP, then: az role definition create "
                             "--role-definition FILE\n");
}
