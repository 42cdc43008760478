/*
 * The run folder: run.json, manifest.jsonl, findings.jsonl, keys.private.jsonl; 0700, files 0600,
 * made with O_EXCL and O_NOFOLLOW under a new directory. Contract: docs/contract.md; shapes:
 * docs/schema/.
 *
 * Every function may be called from any thread unless it says otherwise; one mutex orders the
 * lines.
 */
#ifndef CRAWLER_REPORT_RUN_FOLDER_H
#define CRAWLER_REPORT_RUN_FOLDER_H

#include "crawler/base/coverage.h"
#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "detectors/finding.h"
#include "detectors/span.h"
#include "detectors/tally.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct run_folder;
struct run_scope;

struct run_folder_options {
    const char *path; /* made, with parents missing being an error; must not exist or be an empty
                         directory */
    bool no_private_keys;
};

/* STATUS_STOP with a fault (path and cause) when the folder cannot be made. */
enum status run_folder_create(const struct run_folder_options *options, struct run_folder **out,
                              struct fault *fault);

/* Where a finding stands in a table. */
struct finding_cell {
    uint64_t row;     /* of data, from 1; 0: in no table */
    uint64_t column;  /* from 1 */
    struct span name; /* of the column; ptr NULL: has none, or one that is not to be shown */
};

/* A finding with its place, ready to be written. Spans and texts belong to the caller. */
struct finding_record {
    struct span member; /* masked already; ptr NULL: the object itself */
    struct finding finding;
    const struct detector *detector;       /* NULL: the one of the registry */
    uint64_t offset, length, line, column; /* of the member, raw bytes */
    struct finding_cell cell;
    struct span path; /* in a structured format, as "$.a.b[3]"; ptr NULL: none */
    uint32_t page;    /* from 1; 0: no pages */
};

/* Whoever takes findings, one by one. The record is valid during the call; false ends the object.
 */
struct finding_sink {
    bool (*take)(void *user, const struct finding_record *record);
    void *user;
};

/*
 * The findings of one object in the making; one per worker. Lines are rendered as they come
 * (without uri, which is put in front when the object is appended) and kept up to locations_max and
 * a byte cap.
 */
struct finding_lines;
struct finding_lines *finding_lines_create(uint64_t locations_max);
void finding_lines_free(struct finding_lines *lines);
void finding_lines_reset(struct finding_lines *lines);
void finding_lines_add(struct finding_lines *lines, const struct finding_record *record);
/* Candidates have a cap of their own, as large, and are counted nowhere. */
uint64_t
finding_lines_dropped(const struct finding_lines *lines); /* not written because of the cap */

/* A fact and its value, a policy and its verdict. */
struct named_text {
    const char *name, *text;
};

#define RUN_FACTS_MAX 24
#define RUN_POLICIES_MAX 8

/* A checksum that the store has of the object. */
struct record_checksum {
    const char *algorithm; /* "crc64nvme", "sha256" ...; NULL: there is none */
    bool is_composite;     /* of the checksums of parts: cannot be compared */
    bool is_verified;      /* what was read has it */
};

/* What an object is among the versions of its key; the zero value: nobody says. */
struct record_version {
    bool is_known, is_latest; /* the latest, or an older one */
    bool is_delete_marker;
    bool is_deleted;     /* but kept by the store for a while */
    bool is_uncommitted; /* an upload that was not completed */
    const char *snapshot, *upload_id;
};

/* One object, as the manifest tells it. Texts NULL or "" and spans with ptr NULL are left out. */
struct object_record {
    struct span uri; /* masked */
    struct span key; /* masked */
    const char *provider;
    const char *bucket;
    const char *version_id;
    struct record_version version;
    const char *etag;
    const char *storage_class;
    const char *content_type;
    uint64_t size;
    time_t last_modified; /* -1 unknown */
    const char *encryption_mode;
    const char *encryption_key_id;
    bool has_bucket_key, bucket_key;
    struct record_checksum checksum;
    struct span existing_tags; /* names and values, masked, each terminated; ptr NULL: unknown */
    const char *lock_mode;     /* of object lock; NULL or "": none is known */
    time_t lock_until;         /* with lock_mode; -1: unknown */
    bool has_legal_hold, legal_hold;
    const struct coverage *coverage;
    const char *const *format_names; /* indexed as coverage->formats */
    const struct tally *tally;
    bool phi_in_key;      /* key or a member name was masked */
    struct span true_uri; /* for keys.private.jsonl; only looked at when phi_in_key */
    struct span true_key;
    struct named_text policies[RUN_POLICIES_MAX]; /* verdicts under named policies */
    size_t policy_count;
    uint64_t locations_dropped;
    uint64_t allowed, on_roster; /* findings on an allow list, and on a roster */
};

/*
 * Appends the object: its manifest line with seq and prev (SHA-256 of the previous line), then its
 * findings, then its true key. False once writing failed (disk full ...): the run must stop;
 * run_folder_fault() says why.
 */
bool run_folder_append(struct run_folder *folder, const struct object_record *record,
                       struct finding_lines *findings);

#define RUN_HTTP_STATUSES 1000

/* Coverage totals that reconcile with the listing. */
struct run_totals {
    uint64_t listed;                          /* objects that the listers handed out */
    uint64_t examined, partial, not_examined; /* sum is listed */
    uint64_t by_class[5];                     /* enum class */
    uint64_t unknown;                 /* of class NONE and not examined: nothing is known of them */
    uint64_t by_reason[REASON_COUNT]; /* objects; one may have several reasons */
    uint32_t by_http_status[RUN_HTTP_STATUSES]; /* of REASON_HTTP; the index is the status */
    uint64_t bytes_listed, bytes_read, bytes_left, bytes_scanned;
    uint64_t findings, findings_written;
};
void run_folder_totals(struct run_folder *folder, struct run_totals *out);

/* What a bucket says of its protection. Texts belong to the caller. */
struct run_posture {
    struct named_text facts[RUN_FACTS_MAX];
    size_t fact_count;
    const char *encryption_key;               /* of new objects; "": none is named */
    struct named_text unknown[RUN_FACTS_MAX]; /* facts that could not be read, and why */
    size_t unknown_count;
    struct named_text policies[RUN_POLICIES_MAX];
    size_t policy_count;
};

/* One SOURCE and how its listing ended. */
struct run_source {
    const char *uri; /* without secret, masked */
    bool is_complete;
    uint64_t listed, filtered, requests; /* objects in scope and left out; of the listing */
    time_t inventory_created;            /* of an inventory in place of a listing; else 0 or -1 */
    const char *error;                   /* NULL, or the fault's message */
    const struct run_posture *posture;   /* NULL: was not read */
};

struct run_limit {
    const char *name;
    uint64_t value;
};

/* A rules file of users' own that took part in a run. */
struct run_rules_file {
    char name[64];   /* the last part of its path */
    char id[64];     /* that it gives itself; "": none */
    char sha256[65]; /* of its bytes */
};

/* What decoders with a bad name run in: what the kernel grants, and what can be decoded there. */
struct run_sandbox {
    bool has_sandbox;  /* false: none could be made, and nothing is decoded */
    uint32_t landlock; /* its ABI; 0: the kernel has none */
    bool has_seccomp, has_no_new_privs;
    bool reads_archives, reads_pdf;
};

/* What run.json says beside the totals. */
struct run_facts {
    const char *version;
    const char *instructions; /* those that the scan core uses */
    const char *ruleset_version;
    char ruleset_sha256[65];
    const struct run_rules_file *rules_files; /* of users' own */
    size_t rules_file_count;
    const char *lists_key_id; /* of the key of allow lists and rosters; NULL: there are none */
    uint64_t allowed_values, roster_values;
    uint64_t passwords; /* how many were tried on encrypted archives */
    bool all_candidates;
    bool is_fast;          /* words were looked for near identifiers only */
    time_t started, ended; /* ended -1: still running */
    bool is_interrupted;
    const struct run_source *sources;
    size_t source_count;
    const struct run_scope *scope; /* crawler/report/run_scope.h */
    const struct run_limit *limits;
    size_t limit_count;
    unsigned workers, window;
    int exit_code; /* -1: still running */
    struct run_sandbox sandbox;
};

/* Writes run.json anew (temporary name, fsync, rename). Main thread only. */
bool run_folder_write_run(struct run_folder *folder, const struct run_facts *facts);

/* Flushes and closes everything; false when that failed. fault may be NULL. */
bool run_folder_close(struct run_folder *folder, struct fault *fault);

/* Why appending failed. */
const struct fault *run_folder_fault(const struct run_folder *folder);

/* The path as given. */
const char *run_folder_path(const struct run_folder *folder);

#endif
