/*
 * Where a reader of XML stands: the elements that are open, and what their names mean, each in the
 * dialect that it is written in. Levels below XML_DEPTH_MAX are the reader's to count.
 */
#ifndef CRAWLER_READ_XML_PATH_H
#define CRAWLER_READ_XML_PATH_H

#include "crawler/read/cda.h"
#include "crawler/read/fhir.h"
#include "crawler/read/script.h"
#include "detectors/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XML_DEPTH_MAX 64
#define XML_NAME_MAX 64 /* kept of a local name */
#define XML_PATH_MAX 1024
#define XML_BINDINGS_MAX 16
#define XML_PREFIX_MAX 16

enum xml_dialect { XML_PLAIN, XML_CDA, XML_FHIR, XML_XHTML, XML_SCRIPT, XML_SHEET };

/* An element that is open. */
struct xml_frame {
    enum xml_dialect dialect;
    uint16_t name_at, name_len;   /* local, in names[] */
    uint64_t hash;                /* of the names down to here */
    uint64_t prefix_hash;         /* of its prefix; 0: none */
    struct field_meaning meaning; /* what the names down to here say */
    bool is_name, is_value;       /* it holds the name of a value behind it; such a value */
    struct field_meaning label;   /* what its attribute name="..." says of its text or value, or an
                                     element <name> or <key> in front of it */
    struct fhir_frame fhir;
    enum fhir_key fhir_key;
    struct cda_frame cda;
    struct script_frame script;
};

/* The meanings of paths seen lately. */
struct xml_known {
    uint64_t hash; /* 0: none */
    struct field_meaning meaning;
    enum fhir_key fhir_key;
    enum cda_key cda_key;
    bool is_name, is_value;
};

#define XML_KNOWN_MAX 4096

/* A prefix that stands for a namespace that matters. */
struct xml_binding {
    uint8_t prefix_len;
    uint8_t prefix[XML_PREFIX_MAX];
    enum xml_dialect dialect;
};

struct xml_path {
    const struct field_rules *rules;
    size_t depth;
    struct xml_frame frames[XML_DEPTH_MAX];
    uint8_t names[XML_DEPTH_MAX * XML_NAME_MAX];
    size_t named_level; /* the element that one with a name has just ended in; 0: none */
    size_t named_len;
    uint8_t named[XML_NAME_MAX]; /* that name: most are none of a value, and never looked up */
    bool has_patient_role;       /* a clinical document has told its patient */
    size_t bindings_count;
    struct xml_binding bindings[XML_BINDINGS_MAX];
    struct xml_known known[XML_KNOWN_MAX];
    uint8_t text[XML_PATH_MAX]; /* rendered */
};

/* True for elements and attributes that hold the name of a value: <key>, name="...". */
bool xml_is_name_of_value(struct span name);

/* Nothing open, no namespaces. */
void xml_path_reset(struct xml_path *path);

/* The innermost open one; NULL at the top. */
static inline struct xml_frame *xml_path_top(struct xml_path *path)
{
    return path->depth > 0 ? &path->frames[path->depth - 1] : NULL;
}

/* The name of an open element, level 0 being the innermost; empty when there is none. */
struct span xml_path_name(const struct xml_path *path, size_t level);

/* Opens an element, name as written; depth must be below XML_DEPTH_MAX. */
void xml_path_push(struct xml_path *path, struct span name, const struct cda_tag *tag);
void xml_path_pop(struct xml_path *path);

/* Closes the innermost element of that local name and all in it; does nothing when none is open. */
void xml_path_close(struct xml_path *path, struct span local_name);

/* The tag of the element at the top, which is called name, declares a namespace. */
void xml_path_declare(struct xml_path *path, struct span attribute, struct span uri);

/* What the names down to the element at the top and an attribute of it say together. */
struct field_meaning xml_path_attribute(struct xml_path *path, struct span local_name);

/* "/ClinicalDocument/id/@extension"; no attribute: empty. Names that may be values are shown as
 * '*'. ptr NULL when it is too long. Valid until the next call. */
struct span xml_path_render(struct xml_path *path, struct span attribute);

#endif
