/* The schema of an Avro file: the graph. */
#include "crawler/read/avro_schema.h"

#define PATHS_MAX ((size_t)16 << 20)
#define CHILDREN_MAX ((size_t)1 << 20)

void avro_schema_init(struct avro_schema *schema)
{
    schema->columns = 0;
    buffer_init(&schema->nodes, AVRO_NODES_MAX * sizeof(struct avro_node));
    buffer_init(&schema->children, CHILDREN_MAX * sizeof(uint32_t));
    buffer_init(&schema->symbols, CHILDREN_MAX * sizeof(struct span));
    buffer_init(&schema->paths, PATHS_MAX);
}

void avro_schema_free(struct avro_schema *schema)
{
    buffer_free(&schema->nodes);
    buffer_free(&schema->children);
    buffer_free(&schema->symbols);
    buffer_free(&schema->paths);
}

const struct avro_node *avro_schema_node(const struct avro_schema *schema, uint32_t node)
{
    if (schema->nodes.ptr == NULL) /* a schema that could not be read has none */
        return NULL;
    return (const struct avro_node *)(const void *)schema->nodes.ptr + node;
}

uint32_t avro_schema_child(const struct avro_schema *schema, const struct avro_node *node,
                           uint32_t child)
{
    return ((const uint32_t *)(const void *)schema->children.ptr)[node->children_at + child];
}

struct span avro_schema_symbol(const struct avro_schema *schema, const struct avro_node *node,
                               uint32_t symbol)
{
    return ((const struct span *)(const void *)
                schema->symbols.ptr)[avro_schema_child(schema, node, symbol)];
}

struct span avro_schema_path(const struct avro_schema *schema, const struct avro_node *node)
{
    return (struct span){schema->paths.ptr + node->path_at, node->path_len};
}
