# METADATA
# title: Cache runs in a single availability zone
# description: When its zone fails, the cache is gone and the database takes the whole load.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
# custom:
#   severity: error
#   roles: [cache]
#   objectives: [availability]
#   remediation: Switch Multi-AZ and automatic failover on, with a replica in another zone.
#   remedies:
#     aws_elasticache_cluster: For Memcached, set `az_mode = "cross-az"`; for Redis, use an `aws_elasticache_replication_group` with replicas.
#     google_redis_instance: Set `tier = "STANDARD_HA"`.
#     azurerm_redis_cache: Choose `sku_name` `Standard` or `Premium`, and no `zones` or two and more.
#   equivalents: [AC_AWS_0104]
#   since: 0.1.0
package resilint.multi_az.single_az_cache

import data.resilint.lib

findings contains finding if {
	some cache in input.by_role.cache
	not cache.member_of.value
	not cache.nodes.value < 2
	cache.zones.value < 2
	lib.must_survive(cache, "az")
	not lib.regional(cache)
	finding := lib.finding(cache, cache.zones, sprintf("cache `%s` runs in one availability zone", [cache.address]))
}
