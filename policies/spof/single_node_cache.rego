# METADATA
# title: Cache has no replica
# description: When the only node of a shard fails, its part of the cache is lost and everything goes to the database.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
# custom:
#   severity: error
#   roles: [cache]
#   objectives: [availability]
#   remediation: Add a replica in another zone and switch automatic failover on.
#   remedies:
#     aws_elasticache_cluster: For Memcached, raise `num_cache_nodes` and set `az_mode = "cross-az"`; for Redis, use an `aws_elasticache_replication_group` with replicas.
#     aws_dax_cluster: Raise `replication_factor` to 3.
#     google_redis_instance: Set `tier = "STANDARD_HA"`.
#     azurerm_redis_cache: Choose `sku_name` `Standard` or `Premium`.
#   equivalents: [CKV2_AWS_50, CKV_AZURE_230]
#   since: 0.1.0
package resilint.spof.single_node_cache

import data.resilint.lib

findings contains finding if {
	some cache in input.by_role.cache
	not cache.member_of.value
	cache.nodes.value < 2
	lib.must_survive(cache, "instance")
	not lib.in_cluster(cache)
	finding := lib.finding(cache, cache.nodes, sprintf("cache `%s` keeps %s a shard, failover needs 2", [cache.address, lib.counted(cache.nodes, "node", "nodes")]))
}
