/* Finds a token of Entra ID where Azure's own libraries look first. */
#include "crawler/store/entra.h"

#include "crawler/store/entra_application.h"
#include "crawler/store/entra_command.h"
#include "crawler/store/entra_identity.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PIN "AZURE_TOKEN_CREDENTIALS"

/* The ways in their order, by the names that AZURE_TOKEN_CREDENTIALS knows. */
struct entra_way {
    const char *name;
    const char *group; /* "prod": of services; "dev": of people */
    enum status (*ask)(const struct entra_ask *ask);
};

static const struct entra_way ways[] = {
    {"EnvironmentCredential", "prod", entra_application_ask},
    {"WorkloadIdentityCredential", "prod", entra_application_ask_workload},
    {"ManagedIdentityCredential", "prod", entra_identity_ask},
    {"AzureCliCredential", "dev", entra_command_ask},
};

static bool entra_is_chosen(const struct entra_way *way, const char *pin)
{
    return pin == NULL || strcasecmp(pin, way->name) == 0 || strcasecmp(pin, way->group) == 0;
}

static enum status entra_refuse_pin(const struct entra_ask *ask)
{
    fault_set(ask->fault, REASON_ACCESS_DENIED,
              PIN " is none of prod, dev, EnvironmentCredential, WorkloadIdentityCredential, "
                  "ManagedIdentityCredential, AzureCliCredential");
    return STATUS_STOP;
}

/* What was pinned is not there. */
static enum status entra_refuse_absent(const struct entra_ask *ask, const char *pin)
{
    char why[160];
    snprintf(why, sizeof why, "%.150s", ask->fault->message);
    fault_set(ask->fault, REASON_ACCESS_DENIED, PIN " is %.40s, but %s", pin, why);
    return STATUS_STOP;
}

enum status entra_find(const void *user, struct credentials *out, struct fault *fault)
{
    struct entra_query query = *(const struct entra_query *)user;
    const struct entra_ask ask = {.query = &query, .who = "", .out = out, .fault = fault};
    const char *const pin = environment_get(query.environment, PIN);
    bool is_known = false;
    enum status status = STATUS_END;
    for (size_t i = 0; status == STATUS_END && i < sizeof ways / sizeof *ways; i++) {
        if (!entra_is_chosen(&ways[i], pin))
            continue;
        is_known = true;
        query.is_pinned = pin != NULL && strcasecmp(pin, ways[i].name) == 0;
        status = ways[i].ask(&ask);
    }
    if (!is_known)
        return entra_refuse_pin(&ask);
    return status == STATUS_END && pin != NULL ? entra_refuse_absent(&ask, pin) : status;
}
