/* The truth about an object, as one JSON line. Values and names are plain ASCII and need no escapes
 * (values.h). */
#include "corpora/truth.h"

#include <string.h>

static void truth_write_entities(FILE *out, const struct writer *content)
{
    static const char *const labels[] = {
        [UNLABELLED] = "none", [LABELLED] = "near", [COLUMN] = "column"};
    fputs("\"entities\":[", out);
    for (size_t i = 0; i < content->entity_count; i++) {
        const struct entity *const entity = &content->entities[i];
        fprintf(out,
                "%s{\"type\":\"%s\",\"start\":%zu,\"end\":%zu,\"value\":\"%s\",\"valid\":%s,"
                "\"label\":\"%s\"}",
                i ? "," : "", value_type(entity->value.kind), entity->start,
                entity->start + strlen(entity->value.text), entity->value.text,
                entity->value.is_valid ? "true" : "false", labels[entity->label]);
    }
    fputc(']', out);
}

static void truth_write_members(FILE *out, const struct object *object)
{
    fputs("\"entities\":[],\"members\":[", out);
    for (size_t i = 0; i < object->part_count; i++) {
        fprintf(out, "%s{\"member\":\"%s\",", i ? "," : "", object->parts[i].path);
        truth_write_entities(out, &object->parts[i].content);
        fputc('}', out);
    }
    fputc(']', out);
}

bool truth_write(FILE *out, const struct object *object)
{
    fprintf(out, "{\"object\":\"%s\",\"kind\":\"%s\",\"status\":\"%s\",", object->name,
            object->kind, object->status);
    if (object->reason)
        fprintf(out, "\"reasons\":[\"%s\"],", object->reason);
    if (object->is_strict_negative)
        fputs("\"strict_negative\":true,", out);
    if (object->part_count == 1 && object->parts[0].path[0] == '\0')
        truth_write_entities(out, &object->parts[0].content);
    else
        truth_write_members(out, object);
    fputs("}\n", out);
    return !ferror(out);
}
