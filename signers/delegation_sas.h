/*
 * Shared access signatures that an identity of Entra ID makes with a key of its own: "Create a user
 * delegation SAS", versions from 2018-11-09 to 2026-04-06. Pure: times are given.
 */
#ifndef SIGNERS_DELEGATION_SAS_H
#define SIGNERS_DELEGATION_SAS_H

#include <stdbool.h>

/* The fields, in the order in which they are signed; names of the parameters in brackets. */
enum delegation_field {
    DELEGATION_PERMISSIONS,     /* sp */
    DELEGATION_START,           /* st */
    DELEGATION_END,             /* se */
    DELEGATION_RESOURCE,        /* "/blob/ACCOUNT/CONTAINER[/BLOB]"; signed only */
    DELEGATION_OBJECT_ID,       /* skoid: of the identity */
    DELEGATION_TENANT_ID,       /* sktid */
    DELEGATION_KEY_START,       /* skt */
    DELEGATION_KEY_END,         /* ske */
    DELEGATION_KEY_SERVICE,     /* sks */
    DELEGATION_KEY_VERSION,     /* skv */
    DELEGATION_AUTHORIZED_ID,   /* saoid; from 2020-02-10, also the next two */
    DELEGATION_UNAUTHORIZED_ID, /* suoid */
    DELEGATION_CORRELATION_ID,  /* scid */
    DELEGATION_USER_TENANT_ID,  /* skdutid; from 2025-07-05, also the next */
    DELEGATION_USER_OBJECT_ID,  /* sduoid */
    DELEGATION_ADDRESSES,       /* sip */
    DELEGATION_PROTOCOL,        /* spr */
    DELEGATION_VERSION,         /* sv */
    DELEGATION_KIND,            /* sr: "c" a container, "b" a blob */
    DELEGATION_SNAPSHOT,        /* signed only */
    DELEGATION_SCOPE,           /* ses; from 2020-12-06 */
    DELEGATION_HEADERS,         /* srh; from 2026-04-06, also the next */
    DELEGATION_QUERY,           /* srq */
    DELEGATION_CACHE_CONTROL,   /* rscc */
    DELEGATION_DISPOSITION,     /* rscd */
    DELEGATION_ENCODING,        /* rsce */
    DELEGATION_LANGUAGE,        /* rscl */
    DELEGATION_TYPE,            /* rsct */
    DELEGATION_FIELDS
};

/* Texts belong to the caller; NULL is empty. */
struct delegation_sas {
    const char *fields[DELEGATION_FIELDS];
    const char *key; /* secret: the value of the user delegation key, base64 */
};

/* Texts are owned by the struct; release with delegation_sas_free(). */
struct delegation_sas_result {
    char *string_to_sign;
    char *query; /* secret: "sp=...&sig=...", encoded, without '?' */
};

/* False, with *result empty, when there is no version, the key is not valid, memory is short or
 * OpenSSL fails. */
bool delegation_sas_sign(const struct delegation_sas *sas, struct delegation_sas_result *result);

/* Wipes the query. Accepts the zero value, which it leaves. */
void delegation_sas_free(struct delegation_sas_result *result);

#endif
